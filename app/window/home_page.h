#pragma once
// The page the program opens with: logo, search, where somebody left off, the demos as pictures, a place to drop data.
#include <QScrollArea>

#include "app/window/home_cards.h"
#include "app/window/recent_states.h"
#include "app/window/top_bar.h"

namespace gradus {

class Commands;
class Thumbnails;

class HomePage : public QScrollArea {
  Q_OBJECT
 public:
  HomePage(const Commands& commands, const RecentStates* recent, QWidget* parent = nullptr);

  /// Pictures are asked for only from here on: the first frame does without.
  void setThumbnails(Thumbnails* thumbnails);
  void refreshRecent();
  const QList<DemoCard*>& cards() const { return cards_; }
  const QList<RecentCard*>& recentCards() const { return recentCards_; }
  PaletteOpener* opener() const { return opener_; }

 Q_SIGNALS:
  void demoChosen(const QString& id);
  void stateChosen(const QString& path);
  void fileRequested();
  void tourRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void makeCards();
  void askForPictures();
  void place();
  int placeHeader(int width);
  int placeRecent(int y, int width);
  int cardsPerRow(int room) const;
  int placeCards(int y, int width);

  const RecentStates* recent_;
  Thumbnails* thumbnails_ = nullptr;
  QWidget *page_, *brand_;
  PaletteOpener* opener_;
  QPushButton* open_;
  QToolButton *theme_, *catalogue_;
  QLabel *recentTitle_, *demosTitle_, *demosCount_;
  QList<RecentCard*> recentCards_;
  QList<DemoCard*> cards_;
  InvitationCard *tour_, *drop_;
};

}  // namespace gradus
