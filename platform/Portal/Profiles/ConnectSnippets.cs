using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Texts;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Profiles;

/// <summary>Writes lines that read a product, for the reader and with the addresses of this mesh. They have the token in the variable <c>MESH_TOKEN</c>.</summary>
internal sealed class ConnectSnippets(ServiceDirectory services, IConfiguration configuration, IHostEnvironment environment)
{
    // The one address of readers, at which the catalog's /iceberg is too.
    private readonly Uri? _public = configuration["Mesh:Query:PublicUrl"] is { Length: > 0 } address ? new Uri(address + "/") : null;

    private Uri Query => _public ?? services.Find("query");

    private Uri Catalog => _public ?? services.Find("catalog");

    private Uri Governance => _public is null ? services.Find("governance") : new Uri(_public, "governance/");

    /// <summary>The snippets of a product, the token's first.</summary>
    /// <param name="persona">The reader.</param>
    /// <param name="product">The product.</param>
    /// <param name="reading">What the reader gets of it: only a reader of its files can read them with other engines.</param>
    public IReadOnlyList<Snippet> Of(string persona, ProductDetails product, ReaderView reading)
    {
        var table = TableName.Of(product);
        var sql = $"SELECT * FROM {table} LIMIT 10";
        List<Snippet> snippets = [Token(persona), new("SQL", "In the portal, and in every client below.", sql), MeshCommand(persona, sql), Curl(sql), CSharp(sql)];
        var tls = HasPublicTls ? _public : services.TryFind("query", Uri.UriSchemeHttps, out var own) ? own : null;
        snippets.Add(Python(tls ?? Query, persona, product, sql));
        if (reading.MayReadFiles && product.Ports.Any(port => PortAttribute.Of(port.Type).ServesTable))
        {
            snippets.Add(PyIceberg(product));
        }

        if (tls is not null)
        {
            snippets.Add(TrinoCli(tls, persona, sql));
            snippets.Add(Jdbc(tls, persona, product));
        }

        snippets.Add(DuckDb(sql));
        snippets.AddRange(product.Ports.SelectMany(Port));
        return snippets;
    }

    private Snippet Token(string persona) => environment.IsDevelopment()
        ? new("Token", "First, in a POSIX shell: the access token of the others. It is valid for 15 minutes, unless the mesh sets another time.",
            $"""
            export MESH_TOKEN=$(curl -s {Governance}dev/token -H 'Content-Type: application/json' -d {Shell($"{{\"persona\":{Literal(persona)}}}")} | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
            """)
        : new("Token", "First: an access token of your identity provider, for the audiences catalog and query.", "export MESH_TOKEN=<access token>");

    private Snippet MeshCommand(string persona, string sql) => environment.IsDevelopment()
        ? new("mesh", "The command line of the mesh, in its repository.", $"dotnet run --project platform/Cli -- query {Shell(sql)} --as {Word(persona)} --governance {Address(Governance)} --query {Address(Query)}")
        : new("mesh", $"The command line of the mesh, after mesh login --mesh {Address(Query)}", $"mesh query {Shell(sql)} --mesh {Address(Query)}");

    // The token is not in a process list.
    private Snippet Curl(string sql) => new("curl", null,
        $"""
        printf 'Authorization: Bearer %s' "$MESH_TOKEN" | curl -s {Query}query -H @- -H 'Content-Type: text/plain' --data-raw {Shell(sql)}
        """);

    // Without its first line the restore needs the packages of native compilation.
    private Snippet CSharp(string sql) => new("C#", "A file of its own, such as read.cs: dotnet run read.cs",
        $""""
        #:property PublishAot=false
        using System.Net.Http.Headers;

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("MESH_TOKEN"));
        using var answer = await http.PostAsync("{Query}query", new StringContent("""{sql}"""));
        Console.WriteLine(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        """");

    // The client sends a token without TLS only where its settings permit it.
    private Snippet Python(Uri query, string persona, ProductDetails product, string sql) => new("Python", "pip install trino",
        $""""
        import os, trino
        mesh = trino.dbapi.connect(host="{query.Host}", port={query.Port}, http_scheme="{query.Scheme}"{Verified(query)}, user={Literal(persona)}, catalog="mesh", schema="{product.Name.Domain}",
            auth=trino.auth.JWTAuthentication(os.environ["MESH_TOKEN"]){(query.Scheme == Uri.UriSchemeHttp ? ", allow_insecure_auth=True" : "")})
        for row in mesh.cursor().execute("""{sql}"""):
            print(row)
        """");

    private string Verified(Uri query) => query.Scheme == Uri.UriSchemeHttps && Certificate is { } certificate ? $", verify={Literal(certificate)}" : "";

    private Snippet PyIceberg(ProductDetails product) => new("PyIceberg", "pip install 'pyiceberg[pyarrow]'. You may read the table's files, so your own process reads them.",
        $"""
        import os
        from pyiceberg.catalog import load_catalog
        mesh = load_catalog("mesh", type="rest", uri="{Catalog}iceberg", warehouse="{product.Name.Domain}", token=os.environ["MESH_TOKEN"])
        print(mesh.load_table("{product.Name}_v{product.Version.Major}").scan(limit=10).to_arrow())
        """);

    private Snippet TrinoCli(Uri tls, string persona, string sql) => new("Trino CLI", null,
        $"""
        trino --server {Address(tls)}{(Certificate is { } certificate ? $" --truststore-path {Word(certificate)}" : "")} --user {Word(persona)} --access-token "$MESH_TOKEN" --execute {Shell(sql)}
        """);

    private Snippet Jdbc(Uri tls, string persona, ProductDetails product) => new("JDBC", $"Trino's driver, with the properties user ({VisibleText.Line(persona)}) and accessToken.",
        $"jdbc:trino://{tls.Authority}/mesh/{product.Name.Domain}?SSL=true{(Certificate is { } certificate ? $"&SSLTrustStorePath={certificate}" : "")}");

    private Snippet DuckDb(string sql) => new("DuckDB", "The answer as CSV, governed as every other.",
        $"""
        printf 'Authorization: Bearer %s' "$MESH_TOKEN" | curl -s {Query}query -H @- -H 'Accept: text/csv' -H 'Content-Type: text/plain' --data-raw {Shell(sql)} | duckdb -c "SELECT * FROM read_csv('/dev/stdin')"
        """);

    private static IEnumerable<Snippet> Port(PortLocation port) => PortAttribute.Of(port.Type) is not { Client: { } client } facts ? [] :
    [
        new(client, facts.Answer,
            $"""
            printf 'Authorization: Bearer %s' "$MESH_TOKEN" | curl -s -H @- {Shell($"{port.Url}{facts.FewRows}")}
            """),
    ];

    private bool HasPublicTls => _public?.Scheme == Uri.UriSchemeHttps;

    // The certificate of this machine's own HTTPS endpoint.
    private string? Certificate => !HasPublicTls && configuration["Mesh:Data"] is { Length: > 0 } data && Path.Combine(data, "certificates", "query.pem") is var path && File.Exists(path) ? Path.GetFullPath(path) : null;

    private static string Address(Uri service) => service.AbsoluteUri.TrimEnd('/');

    // JSON's form, which is a literal in Python, too.
    private static string Literal(string text) => JsonSerializer.Serialize(VisibleText.Line(text));

    private static string Word(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@' or '/') ? text : Shell(text);

    private static string Shell(string text) => $"'{VisibleText.Line(text).Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
