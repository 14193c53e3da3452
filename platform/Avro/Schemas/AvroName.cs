namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>The full name of a type: a simple name and, where it has one, a namespace before it.</summary>
public sealed record AvroName
{
    internal AvroName(string? space, string simple)
    {
        Namespace = space;
        Simple = simple;
        Full = space is null ? simple : $"{space}.{simple}";
    }

    /// <summary>The namespace, <c>orders</c>; null when there is none.</summary>
    public string? Namespace { get; }

    /// <summary>The name within its namespace, <c>fact_order_events</c>.</summary>
    public string Simple { get; }

    /// <summary>Both, <c>orders.fact_order_events</c>.</summary>
    public string Full { get; }

    /// <summary>Whether <paramref name="text"/> can name a field, a symbol or, within its namespace, a type: letters, digits and underscores, not beginning with a digit.</summary>
    public static bool IsSimple(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The full name.</summary>
    public override string ToString() => Full;

    /// <summary>The name that <paramref name="text"/> is within <paramref name="enclosing"/>; null when it is none.</summary>
    internal static AvroName? TryResolve(string text, string? enclosing)
    {
        var dot = text.LastIndexOf('.');
        var (space, simple) = dot < 0 ? (enclosing, text) : (text[..dot], text[(dot + 1)..]);
        return IsSimple(simple) && (space is null || IsNamespace(space)) ? new AvroName(space, simple) : null;
    }

    internal static bool IsNamespace(string text) => text.Split('.').All(IsSimple);
}
