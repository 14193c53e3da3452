using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>A service that this one calls.</summary>
/// <param name="Name">Its resource name.</param>
internal sealed record RequiredService(string Name);

/// <summary>Requires, outside Development, the address of each service that this one calls, and the credentials that it gets tokens with.</summary>
internal sealed class RequiredServices(IHostEnvironment environment, ServiceDirectory directory, IEnumerable<RequiredService> services) : IValidateOptions<IdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        if (environment.IsDevelopment())
        {
            return ValidateOptionsResult.Success;
        }

        var problems = services.Select(service => service.Name).Distinct(StringComparer.Ordinal).Select(directory.Problem).OfType<string>().ToList();
        if (options.Credential is ServiceCredentialKind.ClientSecret)
        {
            problems.AddRange(options.ClientProblems());
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
