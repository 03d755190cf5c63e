"""A club that broke in two: who knew whom, and on which side each one ended up."""


def karate_club() -> tuple[list[tuple[int, int]], list[int]]:
    """The 78 friendships among 34 members of a karate club, and each member's faction after it split: 0 the teacher's
    (member 0), 1 the president's (member 33).

    Source: Zachary, "An information flow model for conflict and fission in small groups", 1977, as networkx bundles it.
    """
    try:
        from networkx import karate_club_graph
    except ImportError as error:
        raise ImportError('these data come with networkx: pip install "glassgrad[data]"') from error
    club = karate_club_graph()
    factions = [int(side != "Mr. Hi") for _, side in sorted(club.nodes(data="club"))]
    return sorted((min(edge), max(edge)) for edge in club.edges), factions
