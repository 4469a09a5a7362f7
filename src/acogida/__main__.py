from acogida.config.cli import main

main()
