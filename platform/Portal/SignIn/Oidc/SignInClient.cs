using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>Requires, outside Development, the client at which users sign in, where the portal itself has an identity of its platform. Without one its own tokens need the same client.</summary>
internal sealed class SignInClient(IHostEnvironment environment) : IValidateOptions<IdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentityOptions options) =>
        !environment.IsDevelopment() && options.Credential is ServiceCredentialKind.ManagedIdentity && options.ClientProblems().ToList() is { Count: > 0 } problems
            ? ValidateOptionsResult.Fail(problems)
            : ValidateOptionsResult.Success;
}
