from discovery.app.main import main

raise SystemExit(main())
