namespace MeshStarter.TestKit.Providers;

/// <summary>The applications of a mesh at a provider, their audiences and scopes, and the settings with which the mesh reads its tokens.</summary>
public abstract class ProviderDirectory
{
    private static readonly string[] Services = ["catalog", "governance", "query", "portal", "orders", "payments", "inventory"];

    protected ProviderDirectory() => Clients = Services.ToDictionary(name => name, name => new ProviderClient(IdOf(name), Guid.NewGuid().ToString(), $"the secret of {name} at its provider"), StringComparer.Ordinal);

    /// <summary>The path of the issuer.</summary>
    public abstract string Path { get; }

    /// <summary>The form of what a sign-in gives.</summary>
    public abstract ProviderForm Sign { get; }

    /// <summary>The applications, by the service's name.</summary>
    public IReadOnlyDictionary<string, ProviderClient> Clients { get; }

    /// <summary>The application of command lines, which has no secret.</summary>
    public ProviderClient CommandLine => field ??= new ProviderClient(IdOf("cli"), Guid.NewGuid().ToString(), "");

    /// <summary>The error of a person's refusal at another device.</summary>
    public abstract string Declined { get; }

    /// <summary>Whether refresh tokens can be revoked.</summary>
    public abstract bool Revokes { get; }

    /// <summary>The form of tokens for a service.</summary>
    public abstract ProviderForm FormOf(string service);

    /// <summary>The audience of tokens for a service.</summary>
    public abstract string AudienceOf(string service);

    /// <summary>The service that a scope names; null where it names none, or several.</summary>
    public abstract string? ServiceOf(string scope, bool isApplication);

    /// <summary>The settings of docs/sign-in.md.</summary>
    public IReadOnlyList<string> Settings(string issuer) =>
    [
        $"--Mesh:Identity:Authority={issuer}", "--Mesh:Identity:AcceptJwtType=true", $"--Mesh:SignIn:CommandLineClientId={CommandLine.Id}",
        .. Clients.Select(client => $"--Mesh:Identity:Clients:{client.Key}={ClientSetting(client.Value)}"),
        .. Clients.Select(client => $"--Parameters:{client.Key}-client-secret={client.Value.Secret}"),
        .. Own(issuer),
    ];

    protected abstract string IdOf(string service);

    protected abstract string ClientSetting(ProviderClient client);

    protected abstract IEnumerable<string> Own(string issuer);

    /// <summary>Microsoft Entra: GUIDs, identifier URIs, and one API whose registration issues version 1 tokens.</summary>
    public sealed class Entra : ProviderDirectory
    {
        private const string Tenant = "b1d2c3e4-0f5a-4c6b-8d7e-9f0a1b2c3d4e";
        private const string OfVersion1 = "orders";

        /// <inheritdoc/>
        public override string Path => $"/{Tenant}/v2.0";

        /// <inheritdoc/>
        public override string Declined => "authorization_declined";

        /// <inheritdoc/>
        public override bool Revokes => false;

        /// <inheritdoc/>
        public override ProviderForm Sign => ProviderForm.EntraV2;

        /// <inheritdoc/>
        public override ProviderForm FormOf(string service) => service == OfVersion1 ? ProviderForm.EntraV1 : ProviderForm.EntraV2;

        /// <inheritdoc/>
        public override string AudienceOf(string service) => service == OfVersion1 ? Uri(service) : Clients[service].Id;

        /// <inheritdoc/>
        public override string? ServiceOf(string scope, bool isApplication) =>
            Clients.Keys.SingleOrDefault(service => scope == (isApplication ? $"{Uri(service)}/.default" : $"{Uri(service)}/access offline_access"));

        protected override string IdOf(string service) => Guid.NewGuid().ToString();

        protected override string ClientSetting(ProviderClient client) => $"{client.Id},{client.ObjectId}";

        protected override IEnumerable<string> Own(string issuer) =>
        [
            "--Mesh:Identity:SubjectClaim=oid", $"--Mesh:Identity:TokenIssuer={ProviderForm.EntraV1.IssuerAt(issuer)}",
            "--Mesh:Identity:TokenScope={audience}/.default", "--Mesh:SignIn:AudienceScope={audience}/access offline_access",
            .. Clients.Select(client => $"--Mesh:Identity:Audiences:{client.Key}={Uri(client.Key)},{client.Value.Id}"),
        ];

        private static string Uri(string service) => $"api://{Tenant}/mesh-{service}";
    }

    /// <summary>Keycloak: clients with names of the company's own, and a client scope for each audience.</summary>
    public sealed class Keycloak : ProviderDirectory
    {
        /// <inheritdoc/>
        public override string Path => "/realms/mesh";

        /// <inheritdoc/>
        public override string Declined => "access_denied";

        /// <inheritdoc/>
        public override bool Revokes => true;

        /// <inheritdoc/>
        public override ProviderForm Sign => ProviderForm.Keycloak;

        /// <inheritdoc/>
        public override ProviderForm FormOf(string service) => ProviderForm.Keycloak;

        /// <inheritdoc/>
        public override string AudienceOf(string service) => service;

        /// <inheritdoc/>
        public override string? ServiceOf(string scope, bool isApplication) => Clients.Keys.SingleOrDefault(service => scope == (isApplication ? $"aud-{service}" : $"openid aud-{service}"));

        protected override string IdOf(string service) => $"mesh-{service}";

        protected override string ClientSetting(ProviderClient client) => client.Id;

        protected override IEnumerable<string> Own(string issuer) =>
            ["--Mesh:Identity:TokenScope=aud-{audience}", "--Mesh:SignIn:AudienceScope=openid aud-{audience}", $"--Mesh:SignIn:Scope=openid profile {string.Join(' ', Clients.Keys.Select(service => $"aud-{service}"))}"];
    }
}
