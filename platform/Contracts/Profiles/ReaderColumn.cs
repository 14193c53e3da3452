using MeshStarter.Contracts.Access;

namespace MeshStarter.Contracts.Profiles;

/// <summary>A column as a caller gets it.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Mask">The mask that hides its values, such as <c>redact</c>, or <c>nullify</c> where that mask makes NULL of the column's type; null where they are clear, or the caller may not read.</param>
/// <param name="Rule">The rule that masks it, or <see cref="EffectiveColumn.NotGranted"/>; null where none does.</param>
public sealed record ReaderColumn(string Name, string? Mask, string? Rule)
{
    /// <summary>Whether a grant of the column would show its values in clear; false where they are.</summary>
    public bool LiftedByGrant { get; init; }

    /// <summary>Whether a grant alone shows its values in clear: without it they are masked, or the product is not read. Null in the answer to one decision, which does not compare.</summary>
    public bool? ClearByGrant { get; init; }
}
