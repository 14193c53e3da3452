namespace Aspire.Hosting.ApplicationModel;

/// <summary>Validates names of resources and endpoints.</summary>
internal static class ModelName
{
    private const int MaxLength = 64;

    internal static void Validate(string target, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Broken(name) is { } rule)
        {
            throw new ArgumentException($"{target} name '{name}' {rule}.", nameof(name));
        }
    }

    private static string? Broken(string name)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return $"has {name.Length} characters; it must have 1 to {MaxLength}";
        }

        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return "may have only ASCII letters, digits and hyphens";
        }

        if (!char.IsAsciiLetter(name[0]))
        {
            return "must start with an ASCII letter";
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            return "must not have two hyphens in a row";
        }

        return name.EndsWith('-') ? "must not end with a hyphen" : null;
    }
}
