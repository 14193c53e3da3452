namespace MeshStarter.Platform.Audit.Verification;

/// <summary>There is nothing to verify: the message names what the caller gave, and what to give instead.</summary>
internal sealed class UnverifiableException(string message) : Exception(message);
