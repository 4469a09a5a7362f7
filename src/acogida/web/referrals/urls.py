from django.urls import path

from acogida.web.referrals import views

app_name = "referrals"
urlpatterns = [
    path("referrals", views.listing, name="list"),
    path("referrals/<uuid:pk>", views.detail, name="detail"),
    path("referrals/<uuid:pk>/<slug:deed>", views.deed, name="deed"),
]
