using System.CommandLine;
using System.CommandLine.Parsing;
using MeshStarter.Cli.Remote.Tokens;

namespace MeshStarter.Cli.Remote;

/// <summary>The options of every command that calls a running mesh.</summary>
internal sealed class MeshOptions
{
    /// <summary>Environment variable with the access token if no persona is given; a process list does not show it.</summary>
    public const string TokenVariable = "MESH_TOKEN";

    /// <summary>Environment variable with the one address of a mesh if <c>--mesh</c> is not given.</summary>
    public const string AddressVariable = "MESH_URL";

    /// <summary>Environment variable with the id of a client of the mesh's issuer, for a program.</summary>
    public const string ClientVariable = "MESH_CLIENT_ID";

    /// <summary>Environment variable with that client's secret.</summary>
    public const string SecretVariable = "MESH_CLIENT_SECRET";

    private const int QueryPort = 7403;

    private readonly Option<string> _persona = new("--as") { Description = $"A persona of the development issuer; without it the token in {TokenVariable}, the client of {ClientVariable}, or the sign-in of mesh login is used" };
    private readonly Option<Uri?> _mesh = new("--mesh")
    {
        Description = $"The one address of a mesh, that of its query proxy or its portal; without it that of {AddressVariable}, or the mesh of this machine",
        CustomParser = result => Read(result, "--mesh", QueryPort),
    };
    private readonly Option<Uri> _catalog = Address("--catalog", "The catalog's address", "Catalog", 7401);
    private readonly Option<Uri> _governance = Address("--governance", "Governance's address, where personas get their tokens", "Governance", 7402);
    private readonly Option<Uri> _query = Address("--query", "The query proxy's address", "Query", QueryPort);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_persona);
        command.Options.Add(_mesh);
        command.Options.Add(_catalog);
        command.Options.Add(_governance);
        command.Options.Add(_query);
    }

    /// <summary>Whether a command that may do without a running mesh names one, or a persona of one.</summary>
    public bool AreGiven(ParseResult result) => ((Option[])[_persona, _mesh, _catalog, _governance, _query]).Any(option => result.GetResult(option)?.Tokens.Any(token => token.Value.Length > 0) == true);

    /// <summary>Whether a call is for a running mesh: it names one, or a caller.</summary>
    public bool IsGiven(ParseResult result) => AreGiven(result) || FirstVariable() is not null;

    /// <summary>Adds the option of the mesh's one address to a command.</summary>
    public void AddMeshTo(Command command) => command.Options.Add(_mesh);

    /// <summary>Gets the one address of the mesh that the options name.</summary>
    public MeshLocation Location(ParseResult result) => Given(result) ?? new MeshLocation(result.GetValue(_query) ?? MeshPorts.Find("Query", QueryPort), "--mesh");

    /// <summary>Returns the variable that comes before a sign-in; null where none is set.</summary>
    public static string? FirstVariable() => Array.Find([TokenVariable, ClientVariable, SecretVariable], name => Variable(name) is not null);

    /// <summary>Gets the mesh that the options name.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="service">The address of the service of the command's domain; null for the one that it registered.</param>
    /// <param name="at">The one address of the mesh with the argument that has it; null for that of the options.</param>
    /// <exception cref="CliException">The caller is not signed in.</exception>
    public MeshRemote Open(ParseResult result, Uri? service = null, (Uri Address, string Argument)? at = null)
    {
        var given = at is { } named ? new MeshLocation(named.Address, named.Argument, isGiven: true) : Given(result);
        var addresses = Addresses(result, given);
        var http = MeshHttp.Create();
        try
        {
            return new MeshRemote(http, addresses, Tokens(result, http, addresses, given ?? Location(result))) { Service = service };
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>Gets the addresses of the mesh that the options name, for a call without a caller.</summary>
    public MeshAddresses Addresses(ParseResult result) => Addresses(result, Given(result));

    // What a call names comes before what was chosen for all calls.
    private ICallerTokens Tokens(ParseResult result, HttpClient http, MeshAddresses addresses, MeshLocation location)
    {
        if (result.GetValue(_persona) is { Length: > 0 } persona)
        {
            return new PersonaTokens(http, addresses, persona, TimeProvider.System);
        }

        // Files and commands that have a token end it with a line end.
        if (Variable(TokenVariable)?.TrimEnd() is { Length: > 0 } token)
        {
            return token.All(c => c is > ' ' and <= '~')
                ? new VariableToken(http, addresses, token, TimeProvider.System)
                : throw new CliException(CliExitCodes.Usage, $"{TokenVariable}: has blanks, or letters and signs that no token has. Set it to an access token alone.");
        }

        var (client, secret) = (Variable(ClientVariable), Variable(SecretVariable));
        if (client is not null || secret is not null)
        {
            return new ClientTokens(
                http, location,
                client ?? throw new CliException(CliExitCodes.Usage, $"{ClientVariable}: is missing, and {SecretVariable} is set. Set it to the client's id, or unset both."),
                secret ?? throw new CliException(CliExitCodes.Usage, $"{SecretVariable}: is missing, and {ClientVariable} is set. Set it to the client's secret, or unset both."),
                TimeProvider.System);
        }

        var file = SignInFile.Of(location);
        return file.Exists ? new SignInTokens(http, file, TimeProvider.System)
            : throw new CliException(CliExitCodes.Denied, $"Not signed in at {SignInFile.Name(location.Address)}. Run {file.Command}, or name a persona of the development issuer, such as --as analyst.");
    }

    private MeshLocation? Given(ParseResult result) => result.GetValue(_mesh) is { } given ? new MeshLocation(given, "--mesh", isGiven: true)
        : Variable(AddressVariable) is { } text ? new MeshLocation(
            Parse(text) ?? throw new CliException(CliExitCodes.Usage, $"{AddressVariable}: must be an http or https address, such as https://query.example.org."),
            AddressVariable)
        : null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;

    private MeshAddresses Addresses(ParseResult result, MeshLocation? location)
    {
        return new MeshAddresses(location, Own(_catalog), Own(_governance), Own(_query));

        // The usual ports are those of a mesh on this machine.
        Uri? Own(Option<Uri> option) => location is null || result.GetResult(option) is { Implicit: false } ? result.GetValue(option) : null;
    }

    /// <summary>Creates the option of the address of a domain's service.</summary>
    public static Option<Uri?> Service() => new("--service")
    {
        Description = "The address of the domain's service; without it the one that the domain registered",
        CustomParser = result => Read(result, "--service", 13000),
    };

    private static Option<Uri> Address(string name, string description, string service, int usual) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => MeshPorts.Find(service, usual),
        CustomParser = result => Read(result, name, usual),
    };

    // The library has no conversion for an address.
    private static Uri? Read(ArgumentResult result, string name, int usual)
    {
        if (Parse(result.Tokens[0].Value) is { } address)
        {
            return address;
        }

        result.AddError($"{name}: must be an http or https address, such as http://localhost:{usual}.");
        return null;
    }

    private static Uri? Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https") ? address : null;
}
