#pragma once
// "Try this": one chip per preset of the demo; the one whose settings are in force is filled.
#include <QAbstractButton>
#include <QList>

namespace gradus {

class FlowLayout;

/// A preset as the panel shows it.
struct LessonPreset {
  QString name;
  QString label;
};

/// A pill-shaped button, 30 logical pixels high; checked = filled with the selection ground.
class ChipButton : public QAbstractButton {
  Q_OBJECT
 public:
  ChipButton(const QString& text, QWidget* parent);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool hitButton(const QPoint& position) const override;
  bool event(QEvent* event) override;
};

class PresetChips : public QWidget {
  Q_OBJECT
 public:
  explicit PresetChips(QWidget* parent = nullptr);

  void setPresets(const QList<LessonPreset>& presets);
  /// The preset whose settings are in force; empty if none.
  void setActive(const QString& name);
  QString active() const { return active_; }
  QList<ChipButton*> chips() const { return chips_; }

 Q_SIGNALS:
  void activated(const QString& preset);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void updateGaps();

  QList<LessonPreset> presets_;
  QList<ChipButton*> chips_;
  FlowLayout* layout_;
  QString active_;
};

}  // namespace gradus
