using MeshStarter.Contracts.Texts;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Governance.Access;

/// <summary>The rules of what people write in requests and decisions.</summary>
internal static class AccessText
{
    private const int MaxLength = 500;

    /// <summary>Returns the reason why a text is refused; null for one that can be stored and shown.</summary>
    /// <param name="field">The field's name.</param>
    /// <param name="text">The text.</param>
    /// <param name="says">What it says.</param>
    public static string? Problem(string field, string text, string says) =>
        string.IsNullOrWhiteSpace(text) || text.Length > MaxLength ? $"{field}: must say {says}, in 1 to {MaxLength} characters."
        : VisibleText.Refused(text, hasLines: false) is { } hidden ? $"{field}: holds the control character U+{(int)hidden:X4}. Leave it out: people read it."
        : null;

    /// <summary>Refuses a request with a text that is not stored.</summary>
    /// <inheritdoc cref="Problem"/>
    /// <exception cref="RequestRefusedException">The text is refused.</exception>
    public static void Require(string field, string text, string says)
    {
        if (Problem(field, text, says) is { } wrong)
        {
            throw new RequestRefusedException(GovernanceProblems.BadRequest(wrong));
        }
    }
}
