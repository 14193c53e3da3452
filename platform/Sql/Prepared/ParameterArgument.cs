namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>A value behind USING, as a statement has it.</summary>
internal abstract record ParameterArgument
{
    /// <summary>A literal, whose value is known.</summary>
    internal sealed record Literal(ParameterValue Value) : ParameterArgument;

    /// <summary>Another constant expression, whose value the engine computes.</summary>
    /// <param name="Start">Its place in the statement.</param>
    /// <param name="End">The place behind it.</param>
    internal sealed record Expression(int Start, int End) : ParameterArgument;
}
