using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Decisions;

/// <summary>The properties of a column that policy reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Tags">Its tags; a column of <c>access.pii_fields</c> has the tag <c>pii</c>.</param>
public sealed record PolicyColumn(string Name, ColumnType Type, IReadOnlyList<string> Tags);
