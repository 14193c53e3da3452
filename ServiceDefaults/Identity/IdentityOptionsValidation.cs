using MeshStarter.ServiceDefaults.Identity.Keys;
using MeshStarter.ServiceDefaults.Identity.Platform;
using MeshStarter.ServiceDefaults.Identity.Provider;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>Requires an authority outside Development; a configured authority must be trustworthy and needs an audience.</summary>
internal sealed class IdentityOptionsValidation(IHostEnvironment environment, IConfiguration configuration) : IValidateOptions<IdentityOptions>
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        if (options.StartTimeout < TimeSpan.Zero || options.StartTimeout > LongestStart)
        {
            return Fail("Setting Mesh:Identity:StartTimeout must be between 00:00:00 and 00:10:00.");
        }

        if (options.Credential is ServiceCredentialKind.ManagedIdentity && IdentityProblem(options) is { } problem)
        {
            return Fail(problem);
        }

        if (string.IsNullOrEmpty(options.Authority))
        {
            return environment.IsDevelopment()
                ? ValidateOptionsResult.Success
                : Fail($"Setting Mesh:Identity:Authority is missing. Outside Development (this is {environment.EnvironmentName}) nothing starts without it: set it to the issuer URL of your OpenID Connect provider.");
        }
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) || !AuthorityConfiguration.IsTrustworthy(authority, environment))
        {
            return Fail($"Setting Mesh:Identity:Authority is \"{options.Authority}\". Set it to an https URL (plain http only for this machine, in Development).");
        }

        if (authority.UserInfo.Length > 0 || authority.Query.Length > 0 || authority.Fragment.Length > 0)
        {
            return Fail("Setting Mesh:Identity:Authority carries user info, a query or a fragment. Set it to the issuer URL alone.");
        }

        if (!string.IsNullOrEmpty(options.TokenIssuer) && !(Uri.TryCreate(options.TokenIssuer, UriKind.Absolute, out var issuer) && AuthorityConfiguration.IsTrustworthy(issuer, environment)))
        {
            return Fail($"Setting Mesh:Identity:TokenIssuer is \"{options.TokenIssuer}\". Set it to the https URL that access tokens name as iss, exactly.");
        }

        return string.IsNullOrEmpty(options.Audience)
            ? Fail("Setting Mesh:Identity:Audience is missing. Set it to this service's own audience name, such as catalog.")
            : ValidateOptionsResult.Success;
    }

    private string? IdentityProblem(IdentityOptions options) =>
        !ManagedIdentityTokens.IsNamed(configuration) ? ManagedIdentityTokens.Missing("Mesh:Identity:Credential")
        : options.TokenScope is { Length: > 0 } scope && !scope.EndsWith(ManagedIdentityTokens.OfAudience, StringComparison.Ordinal)
            ? $"Setting Mesh:Identity:TokenScope is \"{scope}\", and a managed identity's tokens are for all of an audience. Set it to {ProviderAudiences.Placeholder}{ManagedIdentityTokens.OfAudience}, or leave it out."
            : null;

    private static ValidateOptionsResult Fail(string line) => ValidateOptionsResult.Fail(line);
}
