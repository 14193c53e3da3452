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
        if (string.IsNullOrEmpty(options.ClientId))
        {
            problems.Add("Setting Mesh:Identity:ClientId is missing. Set it to this service's client id at the provider.");
        }

        if (string.IsNullOrEmpty(options.ClientSecret))
        {
            problems.Add("Setting Mesh:Identity:ClientSecret is missing. Set it to the secret of this service's client at the provider.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
