"""A karate club that split in two: who knew whom, and which side each member joined."""

from nn.data.packages import missing


def karate_club() -> tuple[list[tuple[int, int]], list[int]]:
    """Return the 78 friendships among the 34 members of a karate club, and each member's faction after it split.

    A friendship is a pair of members, numbered from 0; faction 0 is the teacher's (member 0), 1 the president's
    (member 33). An ImportError says if networkx, which brings the data along, is not installed.

    Source: Zachary, "An information flow model for conflict and fission in small groups", 1977.

    >>> from nn import karate_club
    >>> friendships, factions = karate_club()
    >>> len(friendships), len(factions), factions[0], factions[33]
    (78, 34, 0, 1)
    """
    try:
        from networkx import karate_club_graph
    except ImportError as error:
        raise missing("networkx") from error
    club = karate_club_graph()
    factions = [int(side != "Mr. Hi") for _, side in sorted(club.nodes(data="club"))]
    return sorted((min(edge), max(edge)) for edge in club.edges), factions
