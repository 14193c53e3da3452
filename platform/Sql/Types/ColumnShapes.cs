using System.Text;
using MeshStarter.Platform.Sql.Scopes;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>
/// Types of columns that the engine does not keep: NULL without a type, intervals of months, and texts of a length with blanks. A shape is
/// <c>?</c> for a value without a type, <c>m</c> for an interval of months, <c>c12;</c> for a char(12), <c>.</c> for the engine's own type, and these in parentheses for the parts of an array, map or
/// row: <c>(.?)</c> is a map whose values have no type. Pure.
/// </summary>
internal static class ColumnShapes
{
    /// <summary>A value without a type.</summary>
    public const string Untyped = "?";

    /// <summary>An interval of years and months.</summary>
    public const string Months = "m";

    /// <summary>A value of the engine's own type.</summary>
    public const string Own = ".";

    // Rows of rows that the query names by CTEs share their parts, and their shape repeats them.
    private const int MaxLength = 1_000;

    /// <summary>The shape of a char.</summary>
    public static string Padded(int length) => FormattableString.Invariant($"c{length};");

    /// <summary>
    /// The shapes of a result's columns that have another one than the engine's, by their place from 0, or before the end of the list where negative. Parts whose shape would be
    /// too long are left to the engine.
    /// </summary>
    public static IReadOnlyDictionary<int, string> Of(QueryRelation<ExpressionType> result)
    {
        var shapes = new Dictionary<int, string>();
        var known = new Dictionary<TypeParts, string>(ReferenceEqualityComparer.Instance);
        for (var at = 0; at < result.Columns.Count; at++)
        {
            if (Of(result.Columns[at].Known, known) is var shape && shape.AsSpan().ContainsAny('?', 'c', 'm') && result.Place(at) is { } place)
            {
                shapes[place] = shape;
            }
        }

        return shapes;
    }

    /// <summary>The shapes of a value's parts; none for one without parts.</summary>
    internal static List<string> Parts(string shape)
    {
        List<string> parts = [];
        for (var at = 1; shape[0] == '(' && at < shape.Length - 1;)
        {
            var start = at;
            var open = 0;
            do
            {
                open += shape[at] == '(' ? 1 : shape[at] == ')' ? -1 : 0;
                at = shape[at] == 'c' ? shape.IndexOf(';', at) + 1 : at + 1;
            }
            while (open > 0);
            parts.Add(shape[start..at]);
        }

        return parts;
    }

    private static string Of(ExpressionType type, Dictionary<TypeParts, string> known) =>
        type.Kind == ExpressionKind.Null ? Untyped
        : type.Shape ?? (type.Parts is { Types.Count: > 0 } parts ? Of(parts, known) : Own);

    private static string Of(TypeParts parts, Dictionary<TypeParts, string> known)
    {
        if (known.TryGetValue(parts, out var shape))
        {
            return shape;
        }

        var text = new StringBuilder("(");
        for (var at = 0; at < parts.Types.Count && text.Length < MaxLength; at++)
        {
            text.Append(Of(parts.Types[at], known));
        }

        return known[parts] = text.Length < MaxLength ? text.Append(')').ToString() : Own;
    }
}
