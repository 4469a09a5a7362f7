from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "acogida.api"
    label = "api"
