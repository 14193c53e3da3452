using System.CommandLine;
using System.CommandLine.Parsing;

namespace MeshStarter.Cli.Remote;

/// <summary>The options of every command that calls a running mesh.</summary>
internal sealed class MeshOptions
{
    /// <summary>Environment variable with the access token if no persona is given; a process list does not show it.</summary>
    public const string TokenVariable = "MESH_TOKEN";

    /// <summary>Environment variable with the one address of a mesh if <c>--mesh</c> is not given.</summary>
    public const string AddressVariable = "MESH_URL";

    private readonly Option<string> _persona = new("--as") { Description = $"A persona of the development issuer; without it the token in {TokenVariable} is used" };
    private readonly Option<Uri?> _mesh = new("--mesh")
    {
        Description = $"The one address of a mesh, that of its query proxy or its portal; without it that of {AddressVariable}, or the mesh of this machine",
        CustomParser = result => Read(result, "--mesh", 7403),
    };
    private readonly Option<Uri> _catalog = Address("--catalog", "The catalog's address", "Catalog", 7401);
    private readonly Option<Uri> _governance = Address("--governance", "Governance's address, where personas get their tokens", "Governance", 7402);
    private readonly Option<Uri> _query = Address("--query", "The query proxy's address", "Query", 7403);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_persona);
        command.Options.Add(_mesh);
        command.Options.Add(_catalog);
        command.Options.Add(_governance);
        command.Options.Add(_query);
    }

    /// <summary>Whether a persona is given.</summary>
    public bool HasPersona(ParseResult result) => !string.IsNullOrEmpty(result.GetValue(_persona));

    /// <summary>Gets the mesh that the options name.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="service">The address of the service of the command's domain; null for the one that it registered.</param>
    /// <exception cref="CliException">Neither a persona nor a token is given.</exception>
    public MeshRemote Open(ParseResult result, Uri? service = null)
    {
        var persona = result.GetValue(_persona);
        var token = Environment.GetEnvironmentVariable(TokenVariable);
        if (string.IsNullOrEmpty(persona) && string.IsNullOrEmpty(token))
        {
            throw new CliException(CliExitCodes.Denied, $"--as: say who asks, such as --as analyst, or set {TokenVariable} to an access token.");
        }

        return new MeshRemote(Addresses(result), persona, token) { Service = service };
    }

    /// <summary>Gets the addresses of the mesh that the options name, for a call without a caller.</summary>
    public MeshAddresses Addresses(ParseResult result)
    {
        var location = result.GetValue(_mesh) is { } given ? new MeshLocation(given, "--mesh")
            : Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } text ? new MeshLocation(
                Parse(text) ?? throw new CliException(CliExitCodes.Usage, $"{AddressVariable}: must be an http or https address, such as https://query.example.org."),
                AddressVariable)
            : null;
        return new MeshAddresses(location, Given(_catalog), Given(_governance), Given(_query));

        // The usual ports are those of a mesh on this machine.
        Uri? Given(Option<Uri> option) => location is null || result.GetResult(option) is { Implicit: false } ? result.GetValue(option) : null;
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
