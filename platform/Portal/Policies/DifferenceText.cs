using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Portal.Policies;

/// <summary>A difference of rules in a sentence.</summary>
internal static class DifferenceText
{
    public static string Of(PolicyDifference difference)
    {
        string[] parts = [Part("adds", difference.Added), Part("changes", difference.Changed), Part("removes", difference.Removed)];
        return parts.All(part => part.Length == 0) ? "No rule differs; the text around them does." : $"It {string.Join(", and ", parts.Where(part => part.Length > 0))}.";
    }

    private static string Part(string verb, IReadOnlyList<string> rules) => rules.Count == 0 ? "" : $"{verb} {string.Join(", ", rules.Select(VisibleText.Line))}";
}
