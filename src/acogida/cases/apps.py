from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "acogida.cases"
    label = "cases"
