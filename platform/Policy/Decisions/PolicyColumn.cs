using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Decisions;

/// <summary>The properties of a column that policy reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Tags">Its tags; a column of <c>access.pii_fields</c> has the tag <c>pii</c>.</param>
public sealed record PolicyColumn(string Name, ColumnType Type, IReadOnlyList<string> Tags)
{
    /// <summary>The tags of other versions of the product that stay in force for it: they take from readers, and give them nothing.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Those of <see cref="Tags"/> that its own version declares: what gives a reader more by a tag counts these alone.</summary>
    public IEnumerable<string> Declared => Tags.Except(Kept, StringComparer.Ordinal);
}
