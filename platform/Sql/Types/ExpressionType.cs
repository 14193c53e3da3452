namespace MeshStarter.Platform.Sql.Types;

/// <summary>The type of an expression's values, as far as it is known before the engine binds it.</summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Zone">The zone that instants among them have, also within arrays and rows; <see cref="AnyZone"/> where one text does not name it; null where there are no instants.</param>
/// <param name="Digits">The digits of a second that timestamps have; null where it is unknown.</param>
/// <param name="Item">The kind of the items of an array.</param>
/// <param name="IsPadded">Whether they are texts of a char, with blanks at their end.</param>
internal readonly record struct ExpressionType(ExpressionKind Kind, string? Zone = null, int? Digits = null, ExpressionKind Item = ExpressionKind.Unknown, bool IsPadded = false)
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

    /// <summary>The type of an item of an array.</summary>
    public ExpressionType OfItem => new(Item, Zone);

    public static ExpressionType Instant(string? zone, int? digits = null) => new(ExpressionKind.Instant, zone, digits);

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

        var kind = one.Kind == other.Kind ? one.Kind
            : ExpressionKinds.IsNumber(one.Kind) && ExpressionKinds.IsNumber(other.Kind) ? Max(one.Kind, other.Kind)
            : ExpressionKinds.IsTime(one.Kind) && ExpressionKinds.IsTime(other.Kind) ? Max(one.Kind, other.Kind)
            : ExpressionKind.Unknown;
        return new ExpressionType(kind, Either(Of(one, kind, sessionZone), Of(other, kind, sessionZone)), one.Digits is { } a && other.Digits is { } b ? Math.Max(a, b) : one.Digits ?? other.Digits, one.Item == other.Item ? one.Item : ExpressionKind.Unknown, one.IsPadded && other.IsPadded);
    }

    private static ExpressionKind Max(ExpressionKind one, ExpressionKind other) => one > other ? one : other;

    private static string? Of(ExpressionType type, ExpressionKind common, string sessionZone) =>
        common == ExpressionKind.Instant && type.Kind is ExpressionKind.Date or ExpressionKind.Timestamp ? sessionZone : type.Zone;
}
