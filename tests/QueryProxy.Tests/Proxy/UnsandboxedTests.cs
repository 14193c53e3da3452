using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MeshStarter.Platform.Workers.Sandboxing;
using MeshStarter.QueryProxy.Tests.Workers.Sandboxing;
using Microsoft.Win32.SafeHandles;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Proxies on a system whose kernel has no Landlock: here a filter of system calls takes it from them.</summary>
[Collection(ProxyCollection.Name)]
public sealed class UnsandboxedTests(ProxyFixture mesh)
{
    [SkippableFact]
    public async Task Proxy_outside_development_refuses_to_start_without_a_sandbox()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");
        using var launcher = WithoutLandlock("Production", new Uri("http://localhost:1"));

        var (code, output, errors) = await LaunchedProgram.RunAsync(launcher, AppContext.BaseDirectory);

        Assert.True(code == 1, $"{code}: {output} {errors}");
        var line = Assert.Single($"{output}\n{errors}".Split('\n'), line => line.Contains("Landlock", StringComparison.Ordinal));
        Assert.Contains("set Mesh:Query:AllowUnsandboxed=true", line, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Setting_permits_a_start_without_a_sandbox()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");
        using var launcher = WithoutLandlock("Production", new Uri("http://localhost:1"), KeyValuePair.Create("Mesh__Query__AllowUnsandboxed", "true"));

        var (code, output, errors) = await LaunchedProgram.RunAsync(launcher, AppContext.BaseDirectory);

        // The next that is refused outside Development: folders as buckets.
        Assert.Equal(1, code);
        Assert.Contains("Setting Mesh:Storage:Buckets", $"{output}{errors}", StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Proxy_in_development_says_what_is_missing_and_goes_on()
    {
        Skip.IfNot(WorkerSandbox.Missing() is null, "the system has no sandbox");
        var address = new Uri($"http://localhost:{FreePort.Take()}");
        using var launcher = WithoutLandlock("Development", address);
        using var process = LaunchedProgram.Start(launcher, AppContext.BaseDirectory);
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            string? line;
            do
            {
                line = await process.StandardOutput.ReadLineAsync(timeout.Token);
            }
            while (line is not null && !line.Contains("SQL workers have no sandbox", StringComparison.Ordinal));
            var rest = process.StandardOutput.ReadToEndAsync(timeout.Token);
            using var client = new HttpClient { BaseAddress = address };
            Assert.True(await process.AnswersAsync(async () => (await client.GetAsync("/health", timeout.Token)).IsSuccessStatusCode, TimeSpan.FromMinutes(1)));

            var answer = await new TrinoSession(address, mesh.Analyst).RunAsync("SELECT count(*) FROM orders.orders");

            Assert.Contains("this system has no Landlock", line, StringComparison.Ordinal);
            Assert.Equal("[[1000]]", answer.Data);
            process.Kill(entireProcessTree: true);
            await rest;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private SafeFileHandle WithoutLandlock(string environment, Uri address, params KeyValuePair<string, string>[] more)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal);
        foreach (var (name, value) in mesh.Settings().Concat([new("ASPNETCORE_ENVIRONMENT", environment), new("ASPNETCORE_URLS", address.OriginalString), .. more]))
        {
            variables[name] = value;
        }

        // linux/filter.h: load the call's number; of landlock_create_ruleset return ENOSYS; permit all others.
        var filter = Instructions((0x20, 0, 0), (0x15, 1, 444), (0x06, 0, 0x00050000 | 38), (0x06, 0, 0x7fff0000));
        var image = new LauncherImage(RuntimeInformation.ProcessArchitecture);
        ulong[] program = [4, image.Store(filter)];
        image.Call("prctl", SystemCalls.Control, [38, 1, 0, 0, 0]);
        image.Call("seccomp", SystemCalls.Seccomp, [1, 0, image.Store(MemoryMarshal.AsBytes(program.AsSpan()))]);
        var host = ReadableFiles.Host();
        image.Call("execve", SystemCalls.Execute, [image.Store(host), image.Store([host, typeof(QueryOptions).Assembly.Location]), image.Store(variables.Select(variable => $"{variable.Key}={variable.Value}"))]);
        return WorkerSandbox.Write(image);
    }

    private static byte[] Instructions(params (ushort Code, byte Otherwise, uint Operand)[] instructions)
    {
        var bytes = new byte[instructions.Length * 8];
        for (var at = 0; at < instructions.Length; at++)
        {
            var target = bytes.AsSpan(at * 8, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(target, instructions[at].Code);
            target[3] = instructions[at].Otherwise;
            BinaryPrimitives.WriteUInt32LittleEndian(target[4..], instructions[at].Operand);
        }

        return bytes;
    }
}
