using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshStarter.Catalog.Tests.SchemaRegistry;

/// <summary>Clients that send the beginning of a body and then nothing.</summary>
[Collection(CatalogCollection.Name)]
public sealed class SlowBodyTests(CatalogFixture catalog)
{
    private const int Clients = 15;

    [SkippableFact]
    public async Task Half_sent_bodies_take_no_database_connections()
    {
        catalog.Require();
        await using var running = await catalog.AnotherAsync("slow;Maximum Pool Size=6");
        List<HalfSent> clients = [];
        try
        {
            for (var number = 0; number < Clients; number++)
            {
                var path = number % 2 == 0 ? $"config/{RegistryCall.Subject()}" : $"mode/{RegistryCall.Subject()}";
                clients.Add(await HalfSent.SendAsync(running.Client.BaseAddress!, path, catalog.Administrator()));

                // The server says so when its handler begins to read the body.
                Assert.Equal("HTTP/1.1 100 Continue", await clients[^1].AnswerAsync());
            }

            Assert.Equal(HttpStatusCode.OK, await StatusAsync(running, "products"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(running, "schema-registry/subjects"));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [SkippableTheory]
    [InlineData("config")]
    [InlineData("mode")]
    public async Task Body_of_one_who_may_not_write_the_subject_is_not_waited_for(string resource)
    {
        catalog.Require();
        using var client = await HalfSent.SendAsync(catalog.Address, $"{resource}/{RegistryCall.Subject()}", catalog.Analyst());
        Assert.Equal("HTTP/1.1 403 Forbidden", await client.AnswerAsync());
    }

    private async Task<HttpStatusCode> StatusAsync(RunningCatalog running, string path) => (await running.SendAsync(HttpMethod.Get, path, catalog.Analyst())).Status;

    private sealed class HalfSent(TcpClient client) : IDisposable
    {
        // The server ends a connection with less than 240 bytes a second: these last for minutes.
        private const int Sent = 64 * 1024;

        private readonly StreamReader _reader = new(client.GetStream(), Encoding.ASCII);

        public static async Task<HalfSent> SendAsync(Uri catalog, string path, string token)
        {
            var client = new TcpClient();
            await client.ConnectAsync(catalog.Host, catalog.Port);
            var head = $"PUT /schema-registry/{path} HTTP/1.1\r\nHost: {catalog.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {2 * Sent}\r\nExpect: 100-continue\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + "{".PadRight(Sent)));
            return new HalfSent(client);
        }

        public Task<string?> AnswerAsync() => _reader.ReadLineAsync();

        public void Dispose()
        {
            _reader.Dispose();
            client.Dispose();
        }
    }
}
