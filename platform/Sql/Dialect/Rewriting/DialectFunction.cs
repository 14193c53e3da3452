namespace MeshStarter.Platform.Sql.Dialect.Rewriting;

/// <summary>A function of Trino whose name, arguments or values are other ones in the engine.</summary>
/// <param name="Name">The name, in lower case.</param>
/// <param name="Rewrite">
/// Gives a call its meaning of Trino, and returns whether nothing is left to do; null where the name says it all. Else <see cref="EngineName"/> or
/// the macro of the name takes the function's place.
/// </param>
/// <param name="Arity">The number of arguments of the calls that <paramref name="Rewrite"/> is for; null where it is for all.</param>
internal sealed record DialectFunction(string Name, Func<DialectCall, bool>? Rewrite = null, int? Arity = null)
{
    /// <summary>The engine's function with the same arguments and meaning; null where there is none of another name.</summary>
    public string? EngineName { get; init; }

    /// <summary>Its forms, as <see cref="FunctionSignature"/> reads them; empty where the engine's function has them.</summary>
    public string Signature { get; init; } = "";

    public IEnumerable<FunctionSignature> Signatures => FunctionSignature.Read(Signature);

    /// <summary>The kinds of the first argument.</summary>
    public ArgumentKind Takes { get; init; }

    /// <summary>The places of its lambdas, and how many parameters these have.</summary>
    public IReadOnlyList<(int Place, int Parameters)> Lambdas { get; init; } = [];

    /// <summary>Whether it makes one row of many; it is rewritten with OVER too.</summary>
    public bool IsAggregate { get; init; }

    /// <summary>Whether the parser writes the name, for an operator or a clause of the text.</summary>
    public bool IsOfParser { get; init; }

    /// <summary>Whether the engine's function of the name is meant, by the number of arguments: then neither another name nor a macro takes its place.</summary>
    public Func<int, bool> IsEngines { get; init; } = _ => false;

    /// <summary>Functions that are rewritten in the same way.</summary>
    /// <param name="names">Their names, with blanks between them.</param>
    /// <param name="rewrite">As above.</param>
    /// <param name="takes">As above.</param>
    /// <param name="arity">As above.</param>
    public static IEnumerable<DialectFunction> Each(string names, Func<DialectCall, bool>? rewrite = null, ArgumentKind takes = ArgumentKind.Any, int? arity = null) =>
        names.Split(' ').Select(name => new DialectFunction(name, rewrite, arity) { Takes = takes });

    /// <summary>A function that the engine has under another name.</summary>
    public static DialectFunction Renamed(string name, string engine) => new(name) { EngineName = engine };

    /// <summary>An aggregate.</summary>
    public static DialectFunction Aggregate(string name, Func<DialectCall, bool>? rewrite = null, int? arity = null) => new(name, rewrite, arity) { IsAggregate = true };
}
