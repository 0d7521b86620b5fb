#pragma once
// Who holds the theme. A window owns one ThemeService (a child of the window); it dresses the application (style,
// palette, font) and every widget below the window finds the current value with themeOf(). There is no global: the
// lookup walks from the widget to its ancestors, then asks the application's style, then takes the light theme.
#include <QObject>
#include <QPointer>
#include <QWidget>
#include <optional>

#include "widgets/theme/theme.h"

class QDBusVariant;

namespace gradus {

class ThemeService : public QObject {
  Q_OBJECT
 public:
  /// `application` dresses the whole program; `window` only the widgets below `root` (a presenter window in the dark
  /// theme beside an audience window in the projector theme).
  enum class Scope { application, window };

  /// `root` must be a window or the top of a widget tree; it becomes the parent.
  explicit ThemeService(QWidget* root, Scope scope = Scope::application);
  ~ThemeService() override;

  const Theme& theme() const { return theme_; }
  /// What was asked for: may be `system`, which theme().kind never is.
  ThemeKind choice() const { return choice_; }
  double scale() const { return theme_.scale; }
  bool reducedMotion() const { return theme_.reducedMotion; }

  void setChoice(ThemeKind kind);
  /// Clamped to 0.8 ... 3.0.
  void setScale(double scale);
  void setReducedMotion(bool reduced);
  void setPresenting(bool presenting);
  void setDensity(Density density);
  void setSequentialMap(SequentialMap map);
  /// Light, dark, projector, high contrast, light, ...
  void cycle();

  /// The kind that "follow the system" means at this moment.
  ThemeKind systemKind() const;

 Q_SIGNALS:
  /// After every widget has been given the new look.
  void changed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private Q_SLOTS:
  void portalSettingChanged(const QString& space, const QString& key, const QDBusVariant& value);

 private:
  void rebuild();
  void apply();
  void followPortal();
  void takePortalScheme(unsigned scheme);

  QPointer<QWidget> root_;
  Scope scope_;
  ThemeKind choice_ = ThemeKind::system;
  Theme theme_;
  std::optional<bool> portalDark_;
  bool applying_ = false;
};

/// The theme that holds for this widget. Cheap (a walk over the ancestors); don't keep the reference across events.
const Theme& themeOf(const QWidget* widget);
/// The service of this widget's window, or null where a widget stands alone (tests).
ThemeService* themeServiceOf(const QWidget* widget);
/// Gives `widget` the font of a role and keeps it so through changes of theme and scale.
void setTextRole(QWidget* widget, TextRole role);

}  // namespace gradus
