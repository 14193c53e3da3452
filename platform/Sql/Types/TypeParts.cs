using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>The types of the parts of an array, a map or a row.</summary>
/// <param name="Types">The item of an array; the key and the value of a map; the fields of a row.</param>
/// <param name="Names">The names of a row's fields, of which some may be empty; none for others.</param>
internal sealed record TypeParts(IReadOnlyList<ExpressionType> Types, IReadOnlyList<string> Names)
{
    /// <summary>The parts of values of which some have these, some others; null where they do not match.</summary>
    public static TypeParts? Common(TypeParts? one, TypeParts? other, string sessionZone) =>
        one is null || other is null || one.Types.Count != other.Types.Count ? null
            : ReferenceEquals(one, other) ? one
            : new TypeParts([.. one.Types.Zip(other.Types, (a, b) => ExpressionType.Common(a, b, sessionZone))], one.Names.SequenceEqual(other.Names, AsciiNames.Comparer) ? one.Names : []);
}
