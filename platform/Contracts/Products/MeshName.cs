namespace MeshStarter.Contracts.Products;

/// <summary>The naming rule of domains and products: <c>^[a-z][a-z0-9_]{0,62}$</c>, without a version at the end.</summary>
public static class MeshName
{
    /// <summary>The greatest length in characters: PostgreSQL cuts longer identifiers.</summary>
    public const int MaxLength = 63;

    /// <summary>Returns the fault in <paramref name="name"/> as a domain's or product's name; null when there is none.</summary>
    public static string? Problem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            return "is empty; it is 1 to 63 lower-case letters, digits and underscores.";
        }

        if (name.Length > MaxLength)
        {
            return $"{Quoted.Text(name)} is longer than {MaxLength} characters.";
        }

        if (!char.IsAsciiLetterLower(name[0]))
        {
            return $"{Quoted.Text(name)} does not begin with a lower-case letter.";
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_')
            {
                return $"{Quoted.Text(name)} holds {Quoted.Text(c.ToString())}; only lower-case letters, digits and underscores.";
            }
        }

        return EndsInVersion(name)
            ? $"{Quoted.Text(name)} ends in a version; the version has its own key."
            : null;
    }

    // "orders_v2" as a product would be a second product alongside "orders", and no contract would tie the two.
    private static bool EndsInVersion(string name)
    {
        var digits = name.Length;
        while (digits > 0 && char.IsAsciiDigit(name[digits - 1]))
        {
            digits--;
        }

        return digits < name.Length && name.AsSpan(0, digits).EndsWith("_v", StringComparison.Ordinal);
    }
}
