using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>The types of the parts of an array, a map or a row.</summary>
internal sealed record TypeParts
{
    // Types of deeper arrays, maps and rows are not known.
    private const int MaxDepth = 12;

    // Nor those of larger ones: rows of rows that the query names by CTEs share their parts, and are read as a tree.
    private const int MaxCount = 2_000;

    private readonly int _depth;
    private readonly int _count;

    private TypeParts(IReadOnlyList<ExpressionType> types, IReadOnlyList<string> names)
    {
        (Types, Names) = (types, names);
        _depth = 1 + types.Select(type => type.Parts?._depth ?? 0).DefaultIfEmpty().Max();
        _count = types.Sum(type => 1 + (type.Parts?._count ?? 0));
    }

    /// <summary>The item of an array; the key and the value of a map; the fields of a row.</summary>
    public IReadOnlyList<ExpressionType> Types { get; }

    /// <summary>The names of a row's fields, of which some may be empty; none for others.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The parts of these types; null where they are too deep or too many to be known.</summary>
    public static TypeParts? Of(IReadOnlyList<ExpressionType> types, IReadOnlyList<string> names) =>
        new TypeParts(types, names) is { _depth: <= MaxDepth, _count: <= MaxCount } parts ? parts : null;

    /// <summary>The parts of values of which some have these, some others; null where they do not match.</summary>
    public static TypeParts? Common(TypeParts? one, TypeParts? other, string sessionZone) =>
        one is null || other is null || one.Types.Count != other.Types.Count ? null
            : ReferenceEquals(one, other) ? one
            : Of([.. one.Types.Zip(other.Types, (a, b) => ExpressionType.Common(a, b, sessionZone))], one.Names.SequenceEqual(other.Names, AsciiNames.Comparer) ? one.Names : []);
}
