using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>The members of a kind of node, as libduckdb 1.5.6 writes it.</summary>
/// <param name="Parts">Those that hold parts of the query, in the order in which they see each other's names.</param>
/// <param name="Others">Those that hold names, flags and constants.</param>
internal sealed record NodeShape(IReadOnlyList<(string Member, NodeContent Content)> Parts, FrozenSet<string> Others)
{
    /// <summary>The first member of a node that its kind should not have; null where there is none.</summary>
    public string? UnknownMember(JsonObject node)
    {
        foreach (var (member, _) in node)
        {
            if (!Others.Contains(member) && !Has(member))
            {
                return member;
            }
        }

        return null;
    }

    private bool Has(string member)
    {
        foreach (var part in Parts)
        {
            if (part.Member == member)
            {
                return true;
            }
        }

        return false;
    }
}
