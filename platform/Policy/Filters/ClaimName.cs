using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Filters;

/// <summary>The names of claims that rules use. <c>sub</c>, <c>domain</c>, <c>roles</c> and <c>purpose</c> are every principal's; others are what the authority adds.</summary>
internal static class ClaimName
{
    public const string Subject = "sub";
    public const string Domain = "domain";
    public const string Roles = "roles";
    public const string Purpose = "purpose";

    private const int MaxLength = 200;

    // Claims of the token itself say nothing about its subject.
    private static readonly string[] OfTheToken = ["iss", "aud", "exp", "nbf", "iat", "jti"];

    /// <summary>Reads the claim under a key; null when it is absent, or wrong, which is noted.</summary>
    public static string? Read(YamlSection section, string key)
    {
        if (section.Scalar(key) is not { } name)
        {
            return null;
        }

        var text = name.Text.Trim();
        if (text.Length is > 0 and <= MaxLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '/') && !OfTheToken.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        section.Issues.Error(name, "claim.name", $"{Quoted.Text(name.Text)} is no claim about a reader.", "Name a claim of the token, such as domain, sub, or one that the authority adds, such as region.");
        return null;
    }
}
