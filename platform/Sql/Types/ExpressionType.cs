using MeshStarter.Platform.Sql.Scopes;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>The type of an expression's values, as far as it is known before the engine binds it.</summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Zone">The zone that instants among them have, also within arrays and rows; <see cref="AnyZone"/> where one text does not name it; null where there are no instants.</param>
/// <param name="Digits">The digits of a second that timestamps have; null where it is unknown.</param>
/// <param name="IsPadded">Whether they are texts of a char, with blanks at their end.</param>
internal readonly record struct ExpressionType(ExpressionKind Kind, string? Zone = null, int? Digits = null, bool IsPadded = false) : IKnown<ExpressionType>
{
    public const string Utc = "UTC";

    /// <summary>The zone of values with different ones, or with one that shows when they are read.</summary>
    public const string AnyZone = "";

    /// <summary>The zone of values that are read from texts: each text has its own. Where it counts, texts of other zones than UTC end the query.</summary>
    public const string TextZone = "?";

    /// <summary>The type of an expression of which nothing is known.</summary>
    public static ExpressionType Unknown { get; }

    /// <summary>Whether the engine, whose clock is UTC's, reads its values with the right clock.</summary>
    public bool IsUtc => Zone is null or Utc;

    /// <summary>Whether its zone does not show in the query.</summary>
    public bool HasHiddenZone => Zone is AnyZone or TextZone;

    /// <summary>Whether some of its values may be instants.</summary>
    public bool MayBeInstant => Kind == ExpressionKind.Instant || (Kind == ExpressionKind.Unknown && Zone is not null);

    /// <summary>The types of the parts of an array, a map or a row, as far as they are known.</summary>
    public TypeParts? Parts { get; init; }

    /// <summary>Whether numbers are reals, with 32 bits.</summary>
    public bool IsReal { get; init; }

    /// <summary>The digits of decimals and whole numbers; null where they are not known.</summary>
    public DecimalSize? Size { get; init; }

    /// <summary>The shape of values that the engine keeps under another type; null for others.</summary>
    /// <seealso cref="ColumnShapes"/>
    public string? Shape { get; init; }

    public bool IsArray => Kind is ExpressionKind.Array or ExpressionKind.Rows;

    /// <summary>The kind of the items of an array.</summary>
    public ExpressionKind Item => OfItem.Kind;

    /// <summary>The type of an item of an array, also of one that is a parameter.</summary>
    public ExpressionType OfItem => IsArray || (Kind == ExpressionKind.Unknown && Parts is { Types.Count: 1 }) ? Part(0) : Unknown with { Zone = Zone };

    /// <summary>The type of a map's keys.</summary>
    public ExpressionType OfKey => Kind == ExpressionKind.Map ? Part(0) : Unknown with { Zone = Zone };

    /// <summary>The type of a map's values.</summary>
    public ExpressionType OfValue => Kind == ExpressionKind.Map ? Part(1) : Unknown with { Zone = Zone };

    public bool IsRow => Kind == ExpressionKind.Other && Parts is not null;

    public static ExpressionType Array(ExpressionType item) => Nested(item.IsRow ? ExpressionKind.Rows : ExpressionKind.Array, [item], []);

    public static ExpressionType Map(ExpressionType key, ExpressionType value) => Nested(ExpressionKind.Map, [key, value], []);

    /// <summary>The type of rows.</summary>
    /// <param name="fields">The types of their fields.</param>
    /// <param name="names">The names of their fields, as far as they have one.</param>
    public static ExpressionType Row(IReadOnlyList<ExpressionType> fields, IReadOnlyList<string> names) => Nested(ExpressionKind.Other, fields, names);

    /// <inheritdoc/>
    public static ExpressionType OneOf(IEnumerable<ExpressionType> values) => values.Aggregate((one, other) => Common(one, other, AnyZone));

    /// <inheritdoc/>
    public static ExpressionType RowOf(QueryRelation<ExpressionType> relation) =>
        Row([.. relation.Columns.Select(column => column.Known)], [.. relation.Columns.Select(column => column.Name)]) with { Zone = relation.Any.Zone };

    /// <summary>The type of the field of a row that has a name.</summary>
    public ExpressionType Field(string name)
    {
        var names = IsRow ? Parts!.Names : [];
        for (var at = 0; at < names.Count; at++)
        {
            if (AsciiNames.Comparer.Equals(names[at], name))
            {
                return Part(at);
            }
        }

        return Unknown with { Zone = Zone };
    }

    /// <summary>The type of the field of a row at a place.</summary>
    /// <param name="place">The place, from 1.</param>
    public ExpressionType Field(int place) => IsRow ? Part(place - 1) : Unknown with { Zone = Zone };

    // The zone is that of all parts together.
    private ExpressionType Part(int at) =>
        Parts is { } parts && at >= 0 && at < parts.Types.Count ? parts.Types[at] is var part && part.HasNoInstants ? part : part with { Zone = Zone } : Unknown with { Zone = Zone };

    private bool HasNoInstants => ExpressionKinds.HasNoInstants(Kind);

    private static ExpressionType Nested(ExpressionKind kind, IReadOnlyList<ExpressionType> types, IReadOnlyList<string> names) =>
        new(kind, ZoneOf(types)) { Parts = TypeParts.Of(types, names) };

    public static ExpressionType Instant(string? zone, int? digits = null) => new(ExpressionKind.Instant, zone, digits);

    /// <summary>The zone of all values of these types.</summary>
    public static string? ZoneOf(IEnumerable<ExpressionType> types) => types.Select(type => type.Zone).Aggregate((string?)null, Either);

    /// <summary>The zone of values of which some have one zone, some another.</summary>
    public static string? Either(string? one, string? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        (TextZone, Utc) or (Utc, TextZone) => TextZone,
        _ => one == other ? one : AnyZone,
    };

    /// <summary>The type of values of which some are of one type, some of another: of a COALESCE, a CASE, a column of a UNION.</summary>
    /// <param name="one">One type.</param>
    /// <param name="other">The other type.</param>
    /// <param name="sessionZone">The zone that a timestamp without one gets alongside an instant.</param>
    public static ExpressionType Common(ExpressionType one, ExpressionType other, string sessionZone)
    {
        if (one.Kind == ExpressionKind.Null)
        {
            return other;
        }

        if (other.Kind == ExpressionKind.Null)
        {
            return one;
        }

        // A parameter without a value takes the type of the others, when the engine binds it.
        if (one.Shape == ColumnShapes.Untyped || other.Shape == ColumnShapes.Untyped)
        {
            return (one.Shape == ColumnShapes.Untyped ? other : one) with { Kind = ExpressionKind.Unknown };
        }

        var kind = one.Kind == other.Kind ? one.Kind
            : ExpressionKinds.IsNumber(one.Kind) && ExpressionKinds.IsNumber(other.Kind) ? Max(one.Kind, other.Kind)
            : ExpressionKinds.IsTime(one.Kind) && ExpressionKinds.IsTime(other.Kind) ? Max(one.Kind, other.Kind)
            : ExpressionKind.Unknown;
        return new ExpressionType(kind, Either(ZoneIn(one, kind, sessionZone), ZoneIn(other, kind, sessionZone)), one.Digits is { } a && other.Digits is { } b ? Math.Max(a, b) : one.Digits ?? other.Digits, one.IsPadded && other.IsPadded)
        {
            Parts = kind == ExpressionKind.Unknown ? null : TypeParts.Common(one.Parts, other.Parts, sessionZone),
            IsReal = OfReals(one, other),
            Shape = one.Shape == other.Shape ? one.Shape : null,
            Size = kind is ExpressionKind.Integer or ExpressionKind.Decimal ? DecimalSize.Common(one.Size, other.Size) : null,
        };
    }

    /// <summary>Whether two numbers together are a real.</summary>
    public static bool OfReals(ExpressionType one, ExpressionType other) =>
        (one.IsReal || other.IsReal) && (one.IsReal || one.Kind is ExpressionKind.Integer or ExpressionKind.Decimal) && (other.IsReal || other.Kind is ExpressionKind.Integer or ExpressionKind.Decimal);

    private static ExpressionKind Max(ExpressionKind one, ExpressionKind other) => one > other ? one : other;

    private static string? ZoneIn(ExpressionType type, ExpressionKind common, string sessionZone) =>
        common == ExpressionKind.Instant && type.Kind is ExpressionKind.Date or ExpressionKind.Timestamp ? sessionZone : type.Zone;
}
