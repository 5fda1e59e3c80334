"""`python -m discovery` is the command `discovery`."""

from discovery.app.main import main

if __name__ == "__main__":
    raise SystemExit(main())
