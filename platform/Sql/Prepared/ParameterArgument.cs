namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>A value behind USING, as a statement has it.</summary>
/// <param name="Start">Its place in the statement.</param>
/// <param name="End">The place behind it.</param>
/// <param name="Literal">Its value where it is one literal; null for other constant expressions.</param>
internal sealed record ParameterArgument(int Start, int End, LiteralValue? Literal);
