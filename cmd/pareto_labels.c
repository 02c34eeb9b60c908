/* SPDX-License-Identifier: Apache-2.0 */
/* Where the names of a front have room. */
#include <math.h>
#include <string.h>

#include "cmd/pareto_plot.h"

enum {
	NAME_ROOM = 300,
	POINT_ROOM = 8, /* half of what a point takes, with some air */
	N_SIDES = 8,
	MOST_NAMES = 40,
};

typedef struct Search {
	const Pareto *pareto;
	const Point *places;
	Box box;
	const PlacedLabel *labels;
	int n_labels;
} Search;

static bool overlap(const Box *a, const Box *b)
{
	return a->left < b->right && b->left < a->right && a->top < b->bottom &&
		b->top < a->bottom;
}

static bool is_inside(Point p, const Box *box)
{
	return p.x > box->left && p.x < box->right && p.y > box->top && p.y < box->bottom;
}

/* Whether a line crosses a box, looked at in steps below the box's size. */
static bool crosses(Point from, Point to, const Box *box)
{
	enum { STEP = 3 };
	double dx = to.x - from.x, dy = to.y - from.y;
	int n = (int)(fmax(fabs(dx), fabs(dy)) / STEP) + 1;
	for (int i = 0; i <= n; i++)
		if (is_inside((Point){from.x + i * dx / n, from.y + i * dy / n}, box))
			return true;
	return false;
}

static bool hits_point(const Search *search, const Box *box)
{
	for (int i = 0; i < search->pareto->n; i++) {
		Point p = search->places[i];
		Box point = {p.x - POINT_ROOM, p.y - POINT_ROOM, p.x + POINT_ROOM,
			p.y + POINT_ROOM};
		if (overlap(&point, box))
			return true;
	}
	return false;
}

static bool hits_front(const Search *search, const Box *box)
{
	int last = -1;
	for (int i = 0; i < search->pareto->n; i++) {
		if (!search->pareto->list[i].on_front)
			continue;
		if (last >= 0 && crosses(search->places[last], search->places[i], box))
			return true;
		last = i;
	}
	return false;
}

static bool hits_label(const Search *search, Point from, Point to, const Box *box)
{
	for (int i = 0; i < search->n_labels; i++) {
		const PlacedLabel *other = &search->labels[i];
		Point at = search->places[other->point];
		Point end = {(other->box.left + other->box.right) / 2,
			(other->box.top + other->box.bottom) / 2};
		if (overlap(&other->box, box) || crosses(from, to, &other->box) ||
			(other->is_far && crosses(at, end, box)))
			return true;
	}
	return false;
}

static bool has_room(const Search *search, Point from, const Box *box)
{
	Point middle = {(box->left + box->right) / 2, (box->top + box->bottom) / 2};
	const Box *all = &search->box;
	return box->left >= all->left && box->right <= all->right && box->top >= all->top &&
		box->bottom <= all->bottom && !hits_point(search, box) &&
		!hits_front(search, box) && !hits_label(search, from, middle, box);
}

/* A text of a width, far away from a point in a direction: its nearest corner or edge is there. */
static Box box_at(Point p, int side, double far, int width)
{
	/* The front rises to the right: above it, on the left, there is nothing. */
	static const int sides[N_SIDES][2] = {{-1, -1}, {1, 1}, {0, -1}, {1, 0}, {-1, 0},
		{0, 1}, {1, -1}, {-1, 1}};
	int dx = sides[side][0], dy = sides[side][1];
	double x = p.x + dx * far, y = p.y + dy * far;
	double left = dx < 0 ? x - width : dx > 0 ? x : x - width / 2.0;
	double top = dy < 0 ? y - TEXT_HEIGHT : dy > 0 ? y : y - TEXT_HEIGHT / 2.0;
	enum { AIR = 3 };
	return (Box){left - AIR, top - AIR, left + width + AIR,
		top + TEXT_HEIGHT + GLYPH_DEPTH * TEXT_SIZE + AIR};
}

static bool place(const Search *search, PlacedLabel *label)
{
	static const int distances[] = {12, 34};
	Point p = search->places[label->point];
	int width = canvas_text_width(label->text, TEXT_SIZE);
	for (int i = 0; i < 2; i++)
		for (int side = 0; side < N_SIDES; side++) {
			label->box = box_at(p, side, distances[i], width);
			label->is_far = i > 0;
			if (has_room(search, p, &label->box))
				return true;
		}
	return false;
}

/* In their order, or the last first. Texts are those of all labels of the front. */
static int place_all(Search *search, const char *const *texts, bool is_backward,
	PlacedLabel *labels)
{
	int n = search->pareto->n;
	search->labels = labels;
	search->n_labels = 0;
	for (int k = 0; k < n; k++) {
		int i = is_backward ? n - 1 - k : k;
		if (!texts[i])
			continue;
		PlacedLabel *label = &labels[search->n_labels];
		*label = (PlacedLabel){.text = texts[i], .point = i};
		search->n_labels += place(search, label);
	}
	return search->n_labels;
}

static int n_far(const PlacedLabel *labels, int n)
{
	int far = 0;
	for (int i = 0; i < n; i++)
		far += labels[i].is_far;
	return far;
}

/* The better of both ways; returns how many have a place. */
static int place_best(Search *search, const char *const *texts, Arena *arena,
	PlacedLabel *labels)
{
	size_t most = (size_t)search->pareto->n;
	PlacedLabel *backward = arena_array(arena, most, sizeof *backward);
	int n = place_all(search, texts, false, labels);
	int n_backward = place_all(search, texts, true, backward);
	bool is_better =
		n_backward > n || (n_backward == n && n_far(backward, n) < n_far(labels, n));
	if (is_better)
		memcpy(labels, backward, (size_t)n_backward * sizeof *labels);
	return is_better ? n_backward : n;
}

bool pareto_labels(const Pareto *pareto, const Point *places, Box box, Arena *arena,
	PlacedLabel *labels, int *n)
{
	Search search = {pareto, places, box, NULL, 0};
	const char **texts = arena_array(arena, (size_t)pareto->n, sizeof *texts);
	int n_front = 0;
	for (int i = 0; i < pareto->n; i++)
		if (pareto->list[i].on_front) {
			texts[i] = text_end_within(arena, pareto->list[i].name, NAME_ROOM);
			n_front++;
		}
	/* Names of many more than these never have. */
	*n = n_front > MOST_NAMES ? 0 : place_best(&search, texts, arena, labels);
	if (*n == n_front)
		return true;
	int number = 0;
	for (int i = 0; i < pareto->n; i++)
		if (texts[i])
			texts[i] = ++number > MOST_LISTED ? NULL : arena_text(arena, "%d", number);
	*n = place_best(&search, texts, arena, labels);
	return false;
}
