using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Grants;

/// <summary>The columns of a product that active grants permit to read, and those of them whose masks they lift.</summary>
internal sealed class GrantCover(IReadOnlyList<GrantTerms> grants, int major)
{
    /// <summary>The prefix of a grant's id among the ids of rules.</summary>
    public const string RulePrefix = "grant:";

    public IReadOnlyList<GrantTerms> Grants => grants;

    /// <summary>Whether a grant permits to read the column at all.</summary>
    public bool Names(PolicyColumn column) => grants.Any(grant => grant.AllColumns || Find(grant, column) is not null);

    /// <summary>Whether a grant lifts the masks of the column: it was there when the grant was given, with no fewer tags.</summary>
    public bool Lifts(PolicyColumn column) => grants.Any(grant =>
        grant.MajorVersions.Contains(major) && Find(grant, column) is { } known && column.Tags.All(tag => known.Tags.Any(had => ColumnTag.Covers(had, tag))));

    /// <summary>Whether it permits and lifts of some columns all that another cover does.</summary>
    public bool GivesAsMuchAs(GrantCover other, IReadOnlyList<PolicyColumn> columns) =>
        columns.All(column => (Names(column) || !other.Names(column)) && (Lifts(column) || !other.Lifts(column)));

    private static TaggedColumn? Find(GrantTerms grant, PolicyColumn column) =>
        grant.Columns.FirstOrDefault(known => string.Equals(known.Name, column.Name, StringComparison.OrdinalIgnoreCase));
}
