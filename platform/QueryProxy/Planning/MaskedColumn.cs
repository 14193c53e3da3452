namespace MeshStarter.QueryProxy.Planning;

/// <summary>A column of a product that the reader gets masked.</summary>
/// <param name="Name">The column.</param>
/// <param name="Rule">The rule that masks it.</param>
/// <param name="LiftedByGrant">Whether a grant would show it.</param>
internal sealed record MaskedColumn(string Name, string Rule, bool LiftedByGrant);
