#include "widgets/theme/theme_service.h"

#include <QApplication>
#include <QEvent>
#include <QStyleHints>
#include <QVariant>
#ifdef GRADUS_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#endif

#include "widgets/theme/focus_ring.h"
#include "widgets/theme/style.h"

namespace gradus {
namespace {

constexpr auto kService = "gradusThemeService";
constexpr auto kRole = "gradusTextRole";

Style* applicationStyle() {
  return qobject_cast<Style*>(QApplication::style());
}

}  // namespace

ThemeService::ThemeService(QWidget* root, Scope scope) : QObject(root), root_(root), scope_(scope) {
  root->setProperty(kService, QVariant::fromValue<QObject*>(this));
  if (applicationStyle() == nullptr) QApplication::setStyle(new Style(themeFor(ThemeKind::light)));
  new FocusRing(root);
  qApp->installEventFilter(this);
  rebuild();
  followPortal();
}

ThemeService::~ThemeService() {
  if (root_) root_->setProperty(kService, QVariant());
}

ThemeKind ThemeService::systemKind() const {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
  const auto scheme = QGuiApplication::styleHints()->colorScheme();
  if (scheme != Qt::ColorScheme::Unknown) return scheme == Qt::ColorScheme::Dark ? ThemeKind::dark : ThemeKind::light;
#endif
  if (portalDark_.has_value()) return *portalDark_ ? ThemeKind::dark : ThemeKind::light;
  const Style* style = applicationStyle();
  return style != nullptr && style->desktopIsDark() ? ThemeKind::dark : ThemeKind::light;
}

void ThemeService::setChoice(ThemeKind kind) {
  if (choice_ == kind) return;
  choice_ = kind;
  rebuild();
}

void ThemeService::setScale(double scale) {
  theme_.scale = std::clamp(scale, minimumScale, maximumScale);
  rebuild();
}

void ThemeService::setReducedMotion(bool reduced) {
  theme_.reducedMotion = reduced;
  rebuild();
}

void ThemeService::setPresenting(bool presenting) {
  theme_.presenting = presenting;
  rebuild();
}

void ThemeService::setDensity(Density density) {
  theme_.density = density;
  rebuild();
}

void ThemeService::setSequentialMap(SequentialMap map) {
  theme_.sequentialMap = map;
  rebuild();
}

void ThemeService::cycle() {
  switch (theme_.kind) {
    case ThemeKind::light:
      setChoice(ThemeKind::dark);
      return;
    case ThemeKind::dark:
      setChoice(ThemeKind::projector);
      return;
    case ThemeKind::projector:
      setChoice(ThemeKind::highContrast);
      return;
    default:
      setChoice(ThemeKind::light);
  }
}

void ThemeService::rebuild() {
  Theme next = themeFor(choice_ == ThemeKind::system ? systemKind() : choice_, theme_.scale);
  next.presenting = theme_.presenting;
  next.reducedMotion = theme_.reducedMotion;
  next.density = theme_.density;
  next.sequentialMap = theme_.sequentialMap;
  theme_ = next;
  apply();
}

void ThemeService::apply() {
  if (!root_ || applying_) return;
  applying_ = true;
  const QPalette colours = palette(theme_);
  const QFont body = theme_.font(TextRole::body);
  if (scope_ == Scope::application) {
    if (Style* style = applicationStyle()) style->setTheme(theme_);
    QApplication::setPalette(colours);
    QApplication::setFont(body);
  }
  // The window itself too: what was made under an earlier palette and not shown yet would keep that one.
  root_->setPalette(colours);
  root_->setFont(body);
  QWidgetList widgets = root_->findChildren<QWidget*>();
  widgets.append(root_);
  for (QWidget* widget : widgets) {
    const QVariant role = widget->property(kRole);
    if (role.isValid()) widget->setFont(theme_.font(static_cast<TextRole>(role.toInt())));
  }
  // Lets every widget reread the theme and its size hint, also those whose palette and font stayed the same.
  for (QWidget* widget : widgets) {
    QEvent event(QEvent::StyleChange);
    QApplication::sendEvent(widget, &event);
    widget->update();
  }
  applying_ = false;
  Q_EMIT changed();
}

bool ThemeService::eventFilter(QObject* watched, QEvent* event) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
  if (watched == qApp && event->type() == QEvent::ThemeChange && choice_ == ThemeKind::system) rebuild();
#endif
  // Widgets with a text role that join the window later get their font when they are polished.
  if (event->type() == QEvent::Polish && watched->isWidgetType()) {
    auto* widget = static_cast<QWidget*>(watched);
    const QVariant role = widget->property(kRole);
    const bool dressed = scope_ == Scope::application || !widget->isWindow() || widget == root_;
    if ((role.isValid() || !dressed) && themeServiceOf(widget) == this) {
      // Menus and dialogs don't inherit the palette of the window they belong to.
      if (!dressed) widget->setPalette(palette(theme_));
      if (!dressed) widget->setFont(theme_.font(TextRole::body));
    }
    if (role.isValid() && themeServiceOf(widget) == this) {
      widget->setFont(theme_.font(static_cast<TextRole>(role.toInt())));
    }
  }
  return QObject::eventFilter(watched, event);
}

// The desktop portal says whether the person prefers dark (org.freedesktop.appearance color-scheme: 1 dark, 2 light).
// The question is asked without waiting: the window opens in the palette's lightness and follows when the answer is in.
void ThemeService::followPortal() {
#ifdef GRADUS_DBUS
  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  const auto service = QStringLiteral("org.freedesktop.portal.Desktop");
  const auto path = QStringLiteral("/org/freedesktop/portal/desktop");
  const auto interface = QStringLiteral("org.freedesktop.portal.Settings");
  bus.connect(service, path, interface, QStringLiteral("SettingChanged"), this,
              SLOT(portalSettingChanged(QString, QString, QDBusVariant)));
  QDBusMessage question = QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
  question << QStringLiteral("org.freedesktop.appearance") << QStringLiteral("color-scheme");
  auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question, 2000), this);
  connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
    const QDBusPendingReply<QDBusVariant> reply = *call;
    if (!reply.isError()) {
      // Old portals wrap the value twice.
      QVariant value = reply.value().variant();
      if (value.canConvert<QDBusVariant>()) value = value.value<QDBusVariant>().variant();
      takePortalScheme(value.toUInt());
    }
    call->deleteLater();
  });
#endif
}

void ThemeService::portalSettingChanged(const QString& space, const QString& key, const QDBusVariant& value) {
#ifdef GRADUS_DBUS
  if (space == QLatin1String("org.freedesktop.appearance") && key == QLatin1String("color-scheme")) {
    takePortalScheme(value.variant().toUInt());
  }
#else
  Q_UNUSED(space) Q_UNUSED(key) Q_UNUSED(value)
#endif
}

void ThemeService::takePortalScheme(unsigned scheme) {
  const std::optional<bool> dark = scheme == 0 ? std::nullopt : std::optional(scheme == 1);
  if (dark == portalDark_) return;
  portalDark_ = dark;
  if (choice_ == ThemeKind::system) rebuild();
}

ThemeService* themeServiceOf(const QWidget* widget) {
  for (const QWidget* w = widget; w != nullptr; w = w->parentWidget()) {
    const QVariant found = w->property(kService);
    if (found.isValid()) return qobject_cast<ThemeService*>(found.value<QObject*>());
  }
  return nullptr;
}

const Theme& themeOf(const QWidget* widget) {
  if (const ThemeService* service = themeServiceOf(widget)) return service->theme();
  if (const Style* style = applicationStyle()) return style->theme();
  static const Theme light = themeFor(ThemeKind::light);
  return light;
}

void setTextRole(QWidget* widget, TextRole role) {
  widget->setProperty(kRole, static_cast<int>(role));
  widget->setFont(themeOf(widget).font(role));
}

}  // namespace gradus
