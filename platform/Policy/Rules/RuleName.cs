using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Rules;

/// <summary>The id, the description and the times that every rule of a bundle has.</summary>
internal sealed record RuleName(string Id, string Description, RuleTerm Term)
{
    /// <summary>Characters of an id, at most.</summary>
    public const int MaxLength = 63;

    /// <summary>Reads both; null when one is missing or wrong, which is noted.</summary>
    public static RuleName? Read(YamlSection rule)
    {
        var id = rule.RequiredScalar("id", "Give the rule a short name such as \"id: personal-data-masked\".");
        var description = rule.RequiredScalar("description", "Say in a sentence what the rule is for; readers who are refused see it.");
        var term = RuleTerm.Read(rule);
        if (id is null || description is null)
        {
            return null;
        }

        if (IsValid(id.Text))
        {
            return new RuleName(id.Text, description.Text.Trim(), term);
        }

        rule.Issues.Error(id, "rule.id", $"{Quoted.Text(id.Text)} is not a rule's id.", $"Write lower-case words joined by hyphens, such as personal-data-masked, of at most {MaxLength} characters.");
        return null;
    }

    private static bool IsValid(string id) =>
        id.Length <= MaxLength && char.IsAsciiLetterLower(id[0]) && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
