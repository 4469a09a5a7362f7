from django.urls import path

from acogida.web.offers import contact, counting, hours, listing, service, taps, texts

app_name = "offers"
urlpatterns = [
    path("offers", listing.listing, name="list"),
    path("offers/rooms/<uuid:pk>", taps.tap, name="tap"),
    path("offers/rooms/<uuid:pk>/maximum", counting.maximum, name="maximum"),
    path("offers/<uuid:pk>", service.detail, name="service"),
    path("offers/<uuid:pk>/standing", service.stand, name="standing"),
    path("offers/<uuid:pk>/texts", texts.texts, name="texts"),
    path("offers/<uuid:pk>/contact", contact.contact, name="contact"),
    path("offers/<uuid:pk>/hours", hours.week, name="hours"),
    path("offers/<uuid:pk>/places/<uuid:site>/hours", hours.week, name="hours-at"),
    path("offers/<uuid:pk>/special-days", hours.special_days, name="special-days"),
    path("offers/<uuid:pk>/rooms", counting.start, name="count"),
]
