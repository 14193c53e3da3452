using System.Runtime.Versioning;
using MeshStarter.WholeMesh;

[assembly: SupportedOSPlatform("linux")]

const string Usage = """
    Measures a whole mesh on this machine, on ports and data of its own, and compares with the goals. Linux only.

      dotnet run --project benchmarks/WholeMesh -- [--source <folder>] [--days <n> --total <sum>] [--fresh-clone]

      --source       a folder with the Olist files: also measures the import, until payments.daily_revenue has --days rows that
                     sum up to --total (default: 506 and 614156.63, the shared files)
      --fresh-clone  also measures from `git clone` of what is committed to the first answer
    """;

if (args.Contains("--help"))
{
    Console.WriteLine(Usage);
    return 0;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};

var plan = Plan.Read(args);
List<Measure> measures = [];
await foreach (var measure in new Session(plan).RunAsync(interrupted.Token))
{
    measures.Add(measure);
    Console.WriteLine(measure);
}

return measures.TrueForAll(measure => measure.Holds) ? 0 : 1;
