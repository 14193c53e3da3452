using MeshStarter.Contracts.Types;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace MeshStarter.Sdk.Settings;

/// <summary>
/// Refuses a setting in the domain's own section that none of its options has: misspelt, it would change nothing and no one would
/// say so. The AppHost, which refuses the others, does not know what a domain reads.
/// </summary>
internal sealed class DomainSettings(IConfiguration configuration, OwnDomain domain, IEnumerable<DomainOptions> options) : IValidateOptions<SdkOptions>
{
    public ValidateOptionsResult Validate(string? name, SdkOptions _)
    {
        var known = options.SelectMany(each => each.Names).ToList();
        var unknown = configuration.GetSection(domain.Section).GetChildren()
            .Select(setting => setting.Key)
            .Where(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase))
            .Select(key => $"Setting {domain.Section}:{key} is not known. {Fix(key, known)}")
            .ToList();
        return unknown.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(unknown);
    }

    private string Fix(string key, List<string> known)
    {
        var nearest = Suggestion.Nearest(key.ToUpperInvariant(), known.Select(name => name.ToUpperInvariant()));
        return nearest is not null ? $"Did you mean {domain.Section}:{known.First(name => name.Equals(nearest, StringComparison.OrdinalIgnoreCase))}?"
            : known.Count > 0 ? $"Domain {domain.Name} has {string.Join(", ", known.Select(name => $"{domain.Section}:{name}"))}."
            : $"Domain {domain.Name} has no settings of its own. Leave it out.";
    }
}
