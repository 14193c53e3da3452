namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>A sign-in by OpenID Connect does not succeed. The message is for the log; the user gets the text of the kind.</summary>
internal sealed class SignInRefusedException(SignInFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The kind of the failure.</summary>
    public SignInFailure Failure { get; } = failure;
}

/// <summary>The kinds of failures of a sign-in, each with a text of its own for the user.</summary>
internal enum SignInFailure
{
    /// <summary>The answer belongs to no sign-in that this browser began, or that one is too old.</summary>
    State,

    /// <summary>The user cancelled, or the provider permits no access.</summary>
    Denied,

    /// <summary>The provider refused the request, or the code.</summary>
    Provider,

    /// <summary>The provider's token is not valid here.</summary>
    Token,

    /// <summary>The provider does not answer.</summary>
    Unavailable,
}
