using MeshStarter.Contracts.Discovery;
using MeshStarter.Contracts.Tokens;

namespace MeshStarter.ServiceDefaults.Identity.Provider;

/// <summary>The audiences of a provider's tokens, and the services of the mesh whose they are.</summary>
public sealed class ProviderAudiences
{
    /// <summary>The place of an audience in settings: in the form of audiences, and in scopes.</summary>
    public const string Placeholder = MeshSignIn.Placeholder;

    private readonly ProviderOptions _options;
    private readonly MeshSignIn _signIn;
    private readonly Dictionary<string, string> _names;
    private readonly string[] _form;

    internal ProviderAudiences(ProviderOptions options)
    {
        _options = options;
        _signIn = Describe(new MeshSignIn());
        _names = options.Audiences.SelectMany(service => service.Value, (service, identifier) => (identifier, service.Key)).DistinctBy(name => name.identifier).ToDictionary(name => name.identifier, name => name.Key, StringComparer.Ordinal);
        _form = options.AudienceForm?.Split(Placeholder) ?? [];
    }

    /// <summary>Returns the audiences that a service accepts. Its own name is one where the provider has no other.</summary>
    /// <param name="service">The service's name.</param>
    public IReadOnlyList<string> AcceptedBy(string service) => _signIn.AudiencesOf(service);

    /// <summary>Returns the audience by which a service's tokens are requested.</summary>
    /// <param name="service">The service's name.</param>
    public string RequestedFor(string service) => AcceptedBy(service)[0];

    /// <summary>Returns the service of an audience; null where it is no service's.</summary>
    /// <param name="audience">An audience of a token.</param>
    public string? FindService(string audience)
    {
        ArgumentNullException.ThrowIfNull(audience);
        return _names.TryGetValue(audience, out var listed) ? listed
            : Formed(audience) is { } formed ? formed
            : AcceptedBy(audience).Contains(audience, StringComparer.Ordinal) ? audience
            : null;
    }

    /// <summary>Returns the audiences of a token that are not one service's: a receiver could use it there. Empty for a token that cannot be read.</summary>
    /// <param name="token">The token.</param>
    /// <param name="service">The service's name.</param>
    public IReadOnlyList<string> FurtherOf(string token, string service) => [.. (TokenAudience.Read(token) ?? []).Where(audience => FindService(audience) != service)];

    /// <summary>Returns settings of a sign-in with these audiences.</summary>
    /// <param name="settings">The settings.</param>
    public MeshSignIn Describe(MeshSignIn settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with { AudienceForm = _options.AudienceForm, Audiences = _options.Audiences.Count > 0 ? _options.Audiences : null };
    }

    private string? Formed(string audience) =>
        _form is [var before, var after] && audience.Length > before.Length + after.Length
        && audience.StartsWith(before, StringComparison.Ordinal) && audience.EndsWith(after, StringComparison.Ordinal)
        && audience[before.Length..^after.Length] is var name && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '_' or '-')
            ? name
            : null;
}
