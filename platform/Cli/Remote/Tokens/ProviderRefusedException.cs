using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>A refusal of an identity provider (RFC 6749 section 5.2).</summary>
internal sealed class ProviderRefusedException(ProviderError error) : Exception($"{VisibleText.Line(error.Error)}{(error.ErrorDescription is { Length: > 0 } text ? $" ({VisibleText.Line(text).TrimEnd('.')})" : "")}")
{
    /// <summary>The provider's word for it.</summary>
    public string Error => error.Error;

    /// <summary>Whether the sign-in has ended, so that a person signs in again.</summary>
    public bool IsEnd => Error is "invalid_grant" or "interaction_required" or "login_required";
}

/// <summary>The body of a refusal.</summary>
internal sealed record ProviderError(string Error, string? ErrorDescription);
