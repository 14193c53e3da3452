namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>A token is not valid: thrown by the first check that fails. The message is precise, for the log.</summary>
public sealed class TokenRejectedException : Exception
{
    /// <summary>A refusal that the caller gets the general message about.</summary>
    public TokenRejectedException(string reason, Exception? innerException = null) : base(reason, innerException) { }

    /// <summary>A refusal that the caller gets another message about than the log.</summary>
    public TokenRejectedException(string reason, string clientMessage) : base(reason) => ClientMessage = clientMessage;

    /// <summary>The message for the caller: exact only about a token whose signature is verified.</summary>
    public string ClientMessage { get; } = TokenOutcome.Rejected.Generic;
}
