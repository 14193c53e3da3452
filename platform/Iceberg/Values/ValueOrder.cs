namespace MeshStarter.Platform.Iceberg.Values;

/// <summary>
/// The specification's order of two values of one type: false before true, texts by code point, bytes and UUIDs as unsigned
/// bytes, -0.0 before +0.0, and NaN after everything.
/// </summary>
public sealed class ValueOrder : IComparer<object>
{
    private ValueOrder()
    {
    }

    /// <summary>The order.</summary>
    public static ValueOrder Instance { get; } = new();

    /// <summary>Compares two values of one type (see <see cref="SingleValue"/>).</summary>
    /// <exception cref="ArgumentException">They are no values, or of two types.</exception>
    public int Compare(object? x, object? y) => (x, y) switch
    {
        (int a, int b) => a.CompareTo(b),
        (long a, long b) => a.CompareTo(b),
        (string a, string b) => Compare(a, b),
        (double a, double b) => Compare(a, b),
        (float a, float b) => Compare((double)a, b),
        (Int128 a, Int128 b) => a.CompareTo(b),
        (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
        (Guid a, Guid b) => Compare(a, b),
        (bool a, bool b) => a.CompareTo(b),
        _ => throw new ArgumentException($"A {x?.GetType().Name ?? "null"} and a {y?.GetType().Name ?? "null"} have no order.", nameof(y)),
    };

    // UTF-16 orders as code points do, but that the surrogates (D800–DFFF) represent what comes after E000–FFFF.
    private static int Compare(string x, string y)
    {
        var length = Math.Min(x.Length, y.Length);
        var at = x.AsSpan().CommonPrefixLength(y);
        if (at == length)
        {
            return x.Length.CompareTo(y.Length);
        }

        return Rank(x[at]).CompareTo(Rank(y[at]));

        static int Rank(char unit) => unit < 0xD800 ? unit : unit >= 0xE000 ? unit - 0x800 : unit + 0x2000;
    }

    private static int Compare(double x, double y)
    {
        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.IsNaN(x).CompareTo(double.IsNaN(y));
        }

        return x == 0 && y == 0 ? double.IsNegative(y).CompareTo(double.IsNegative(x)) : x.CompareTo(y);
    }

    private static int Compare(Guid x, Guid y)
    {
        Span<byte> a = stackalloc byte[16];
        Span<byte> b = stackalloc byte[16];
        _ = x.TryWriteBytes(a, bigEndian: true, out _) && y.TryWriteBytes(b, bigEndian: true, out _);
        return a.SequenceCompareTo(b);
    }
}
