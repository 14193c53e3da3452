using System.Globalization;

namespace MeshStarter.Catalog.Tests.Lineage;

public sealed partial class LineageTests
{
    [SkippableTheory]
    [InlineData("NEW", "OTHER 1")]
    [InlineData("RUNNING", "START 0")]
    [InlineData("RUNNING", "RUNNING 2", "START 0", "OTHER 3")]
    [InlineData("ABORTED", "ABORT 4", "RUNNING 5", "START 0")]
    [InlineData("FAILED", "FAIL 5", "COMPLETE 4")]
    [InlineData("FAILED", "COMPLETE 4", "FAIL 5")]
    public async Task State_of_a_run_is_that_of_its_last_event_in_the_words_of_marquez(string state, params string[] events)
    {
        foreach (var reported in events)
        {
            await ReportAsync(Run(reported.Split(' ')[0], int.Parse(reported.Split(' ')[1], CultureInfo.InvariantCulture)));
        }

        var run = (await GraphAsync($"job:mesh:{_domain}.daily.refresh")).Single(node => Text(node!["type"]) == "JOB")!["data"]!["latestRun"]!;

        Assert.Equal(state, Text(run["state"]));
    }
}
