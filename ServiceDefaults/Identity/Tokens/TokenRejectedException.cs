namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>Ends validation at the first failed check. Stays inside the validator, where it becomes a <see cref="TokenOutcome.Rejected"/>.</summary>
internal sealed class TokenRejectedException : Exception
{
    public TokenRejectedException() : this("rejected") { }

    public TokenRejectedException(string message) : base(message) { }

    public TokenRejectedException(string message, Exception? innerException) : base(message, innerException) { }

    public TokenRejectedException(string reason, string clientMessage) : base(reason) => ClientMessage = clientMessage;

    public string ClientMessage { get; } = TokenOutcome.Rejected.Generic;
}
