using System.Text.RegularExpressions;
using MeshStarter.BrowserKit;
using Microsoft.Playwright;

namespace MeshStarter.Portal.Tests;

/// <summary>The SQL page in a browser: editor, grid, chart, both themes, a phone, the keyboard alone.</summary>
public sealed class SqlBrowserTests(Chromium chromium) : PortalTests, IClassFixture<Chromium>
{
    private const string Sql = "SELECT revenue_date, sum(amount) AS revenue, count(*) AS orders, any_value(email) AS email\nFROM shop.orders AS o\nWHERE o.status <> 'canceled' -- all but these\nGROUP BY 1\nLIMIT 12345";

    private MadeStatements _statements = null!;

    private protected override void SetUp()
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));
        _statements = new MadeStatements(Mesh)
        {
            Columns = [("revenue_date", "date"), ("revenue", "decimal(18,2)"), ("orders", "bigint"), ("email", "varchar")],
            Pages = [[.. Enumerable.Range(0, 250).Select(row => $"[\"{new DateOnly(2026, 1, 1).AddDays(row):yyyy-MM-dd}\",\"{(row * 37 % 900) + 100}.50\",{row % 13},{(row % 5 == 0 ? "null" : "\"****\"")}]")]],
        };
    }

    [SkippableFact]
    public Task Query_is_run_shown_and_charted_without_an_obstacle_or_an_error() => RequireShownAndChartedAsync(width: 1320);

    [SkippableFact]
    [Trait("Category", "Slow")]
    public Task Query_is_run_shown_and_charted_on_a_phone() => RequireShownAndChartedAsync(width: 360);

    private async Task RequireShownAndChartedAsync(int width)
    {
        await using var browser = await OpenAsync($"/sql?query={Uri.EscapeDataString(Sql)}", width);
        var page = browser.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#sql-result td").First).ToHaveTextAsync("2026-01-01");
        await Assertions.Expect(page.Locator(".sql-applied")).ToContainTextAsync("email of shop.orders masked by personal-data-is-masked");
        await AssertNoObstacleInBothThemesAsync(browser, theme => $"sql-{theme}-{width}", isWhole: false);

        await page.GetByRole(AriaRole.Button, new() { Name = "Chart", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".sql-canvas canvas")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".sql-chart")).ToContainTextAsync("The chart shows 250 rows.");
        await AssertNoObstacleInBothThemesAsync(browser, theme => $"sql-{theme}-{width}-chart", isWhole: true);
        Assert.Empty(browser.Errors);
    }

    [SkippableFact]
    public async Task Keyboard_alone_completes_runs_pages_and_leaves_the_editor()
    {
        await using var browser = await OpenAsync("/sql");
        var (page, keyboard) = (browser.Page, browser.Page.Keyboard);
        await Editor(page).FocusAsync();

        await keyboard.TypeAsync("SELECT o. FROM shop.o");
        await Assertions.Expect(page.Locator(".cm-tooltip-autocomplete li").First).ToContainTextAsync("shop.orders");
        // The editor takes no completion that appeared less than 75 ms ago, because the key may have been meant for the text.
        await page.WaitForTimeoutAsync(500);
        await keyboard.PressAsync("Enter");
        await keyboard.TypeAsync(" AS o ");
        await keyboard.PressAsync("Escape");
        await keyboard.PressAsync("Home");
        for (var at = 0; at < "SELECT o.".Length; at++)
        {
            await keyboard.PressAsync("ArrowRight");
        }

        await keyboard.TypeAsync("em");
        await Assertions.Expect(page.Locator(".cm-tooltip-autocomplete li").First).ToContainTextAsync("email");
        await browser.PictureAsync("sql-completion", isWhole: false);
        await page.WaitForTimeoutAsync(500);
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("#sql-result")).ToContainTextAsync("Rows 1 to 100 of 250");

        // The editor may have requested the names of functions to complete.
        Assert.Equal("SELECT o.email FROM shop.orders AS o ", Assert.Single(_statements.Begun, statement => statement.Sql != "SHOW FUNCTIONS").Sql);
        await keyboard.PressAsync("Tab");
        Assert.Equal("Run", await page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).FocusAsync();
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#sql-result")).ToContainTextAsync("Rows 101 to 200 of 250");
        await page.GetByRole(AriaRole.Button, new() { Name = "orders bigint" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("orders");
        Assert.Empty(browser.Errors);
    }

    // The query's end is a page of its own, which the reader has not requested.
    [SkippableFact]
    public async Task Result_whose_rows_are_all_loaded_has_none_to_come()
    {
        _statements.Pages = [[.. Enumerable.Range(0, 1_000).Select(row => $"[\"2026-01-01\",\"1.50\",{row},null]")]];
        await using var browser = await OpenAsync("/sql?query=SELECT%201");

        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Assertions.Expect(browser.Page.Locator("#sql-result")).ToContainTextAsync("Rows 1 to 100 of 1,000");
        await Assertions.Expect(browser.Page.Locator("#sql-result")).Not.ToContainTextAsync("more to come");
    }

    [SkippableFact]
    public async Task Names_for_completion_are_kept_for_the_reader_and_not_for_the_next_one_of_the_browser()
    {
        await using var browser = await OpenAsync("/sql");
        var first = await ColumnsAsync();
        Mesh.Answer("catalog/products/shop.orders", MadeMesh.Problem(404, "There is no such product."));

        var again = await ColumnsAsync();
        await browser.SignInAsync("auditor", "/sql");

        Assert.Equal((2, 2, 0), (first, again, await ColumnsAsync()));

        Task<int> ColumnsAsync() => browser.Page.EvaluateAsync<int>("async () => (await (await fetch('/data/sql/columns?product=shop.orders')).json()).items.length");
    }

    [SkippableFact]
    public async Task Status_of_a_query_changes_with_its_state_and_not_with_the_clock()
    {
        var hold = new TaskCompletionSource();
        _statements.Hold = hold.Task;
        await using var browser = await OpenAsync($"/sql?query={Uri.EscapeDataString(Sql)}");
        var page = browser.Page;
        await page.EvaluateAsync(
            """
            () => {
              window.changes = [];
              const status = document.querySelector('form.sql [role=status]');
              new MutationObserver(() => window.changes.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
            }
            """);

        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".sql-said")).ToContainTextAsync(new Regex(@"^Waiting for a free worker · ([2-9]|\d{2,})\.\d s$"));
        hold.SetResult();
        await Assertions.Expect(page.Locator("#sql-result td").First).ToHaveTextAsync("2026-01-01");

        var changes = await page.EvaluateAsync<string[]>("() => window.changes");
        Assert.Equal("Waiting for a free worker", changes[0]);
        Assert.StartsWith("250 rows", changes[^1], StringComparison.Ordinal);
        // Between them it may have been seen running.
        Assert.InRange(changes.Length, 2, 3);
        Assert.Empty(browser.Errors);
    }

    [SkippableFact]
    public async Task Error_of_the_query_is_marked_where_it_is()
    {
        _statements.Pages = [];
        _statements.Error = "{\"message\":\"line 2:8: Column 'nowhere' cannot be resolved\",\"errorCode\":47,\"errorName\":\"COLUMN_NOT_FOUND\",\"errorType\":\"USER_ERROR\",\"errorLocation\":{\"lineNumber\":2,\"columnNumber\":8}}";
        await using var browser = await OpenAsync($"/sql?query={Uri.EscapeDataString("-- a comment\nSELECT nowhere FROM shop.orders")}");
        var page = browser.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Assertions.Expect(page.Locator("#sql-result [role=alert]")).ToContainTextAsync("Column 'nowhere' cannot be resolved");
        await Assertions.Expect(page.Locator(".cm-lintRange-error")).ToHaveTextAsync("nowhere");
        await browser.PictureAsync("sql-error", isWhole: false);
        await AssertNoObstacleAsync(browser);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go to line 2, column 8" }).ClickAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.matches('.sql-editor')"));
        Assert.Empty(browser.Errors);
    }

    [SkippableFact]
    public async Task Character_that_no_text_has_is_marked_where_it_is_and_not_sent()
    {
        await using var browser = await OpenAsync("/sql");
        var page = browser.Page;
        await Editor(page).FocusAsync();
        await page.Keyboard.InsertTextAsync("SELECT 1,\n  \0 2");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go to line 2, column 3" }).ClickAsync();

        await Assertions.Expect(page.Locator("#sql-result [role=alert]")).ToContainTextAsync("The query has the character U+0000, which no text has. Leave it out.");
        Assert.DoesNotContain(_statements.Begun, statement => statement.Sql.StartsWith("SELECT 1", StringComparison.Ordinal));
        Assert.Empty(browser.Errors);
    }

    [SkippableFact]
    public async Task Result_of_an_earlier_text_is_named_so_until_the_query_runs_again()
    {
        await using var browser = await OpenAsync("/sql?query=SELECT%201");
        var (page, run) = (browser.Page, browser.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }));
        var earlier = page.GetByText("This is the result of the query before the change.");
        await run.ClickAsync();
        await Assertions.Expect(page.Locator(".sql-applied")).ToContainTextAsync("masked by");
        await Assertions.Expect(earlier).ToHaveCountAsync(0);

        await Editor(page).FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("2");
        await Assertions.Expect(earlier).ToBeVisibleAsync();
        await AssertNoObstacleAsync(browser);
        await page.Keyboard.PressAsync("Backspace");
        await Assertions.Expect(earlier).ToHaveCountAsync(0);

        await page.Keyboard.TypeAsync("2");
        await run.ClickAsync();
        await Assertions.Expect(page.Locator(".sql-applied")).ToContainTextAsync("masked by");
        await Assertions.Expect(earlier).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task Query_that_ran_is_in_the_history_of_this_browser_and_reader()
    {
        await using var browser = await OpenAsync("/sql?query=SELECT%201");
        var page = browser.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#sql-result")).ToContainTextAsync("Rows 1 to 100");

        await page.GetByRole(AriaRole.Button, new() { Name = "History" }).ClickAsync();
        await browser.PictureAsync("sql-history", isWhole: false);
        await AssertNoObstacleAsync(browser);
        await Assertions.Expect(page.Locator("dialog li code")).ToHaveTextAsync("SELECT 1");
        await Assertions.Expect(page.Locator("dialog li time")).ToHaveTextAsync(new Regex("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.Locator("dialog li button").ClickAsync();
        await Assertions.Expect(page.Locator("dialog")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Signed in as" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await browser.SignInAsync("auditor", "/sql");
        await page.GetByRole(AriaRole.Button, new() { Name = "History" }).ClickAsync();
        await Assertions.Expect(page.Locator("dialog")).ToContainTextAsync("No query yet.");
    }

    [SkippableFact]
    public async Task Chart_has_a_line_for_each_category_and_warns_where_points_collide()
    {
        _statements.Columns = [("day", "date"), ("status", "varchar"), ("country", "varchar"), ("orders", "bigint")];
        _statements.Pages = [[.. Enumerable.Range(0, 20).SelectMany(day => ((string[])["placed", "paid"]).Select(status => $"[\"2026-01-{day + 1:00}\",\"{status}\",\"{(day == 3 ? "BR" : "DE")}\",{day}]")), "[\"2026-01-04\",\"paid\",\"PT\",7]"]];
        await using var browser = await OpenAsync("/sql?query=SELECT%201");
        var page = browser.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Chart", Exact = true }).ClickAsync();
        var (chart, warning) = (page.Locator(".sql-canvas"), page.Locator(".sql-chart .note"));

        await Assertions.Expect(chart).ToHaveAttributeAsync("aria-label", "Lines of orders across day, one for each status: paid, placed.");
        await Assertions.Expect(warning).ToHaveTextAsync("1 row has the same day and status as another row, so points are above one another. Choose a line for each value of another column, or group the rows in the query, such as by sum().");
        await AssertNoObstacleInBothThemesAsync(browser, theme => $"sql-chart-categories-{theme}", isWhole: true);

        await page.GetByLabel("A line for each").SelectOptionAsync("country");
        await Assertions.Expect(chart).ToHaveAttributeAsync("aria-label", "Lines of orders across day, one for each country: DE, BR, PT.");
        await Assertions.Expect(warning).ToContainTextAsync("20 rows have the same day and country as another row");
        await page.GetByLabel("A line for each").SelectOptionAsync("");
        await Assertions.Expect(chart).ToHaveAttributeAsync("aria-label", "Lines of orders across day.");
        await Assertions.Expect(warning).ToContainTextAsync("21 rows have the same day as another row");
        await page.Locator(".sql-chart select").First.SelectOptionAsync("bar");
        await Assertions.Expect(warning).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByLabel("One for each")).ToBeVisibleAsync();
        Assert.Empty(browser.Errors);
    }

    [SkippableFact]
    public async Task Chart_warns_of_a_line_that_is_below_another_one()
    {
        _statements.Columns = [("day", "date"), ("status", "varchar"), ("orders", "bigint")];
        _statements.Pages = [["[\"2026-01-01\",\"paid\",3]", "[\"2026-01-01\",\"placed\",3]", "[\"2026-01-01\",\"sent\",1]", "[\"2026-01-02\",\"paid\",4]", "[\"2026-01-02\",\"placed\",4]"]];
        await using var browser = await OpenAsync("/sql?query=SELECT%201");
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Chart", Exact = true }).ClickAsync();

        await Assertions.Expect(browser.Page.Locator(".sql-chart .note")).ToHaveTextAsync("paid is below placed: they have the same values.");
    }

    [SkippableFact]
    public async Task Query_runs_after_a_sign_in_in_another_tab_and_never_as_another_user()
    {
        await using var browser = await OpenAsync("/sql?query=SELECT%201");
        var page = browser.Page;
        var run = page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true });
        await page.Context.ClearCookiesAsync();
        await run.ClickAsync();
        await Assertions.Expect(page.Locator("#sql-result [role=alert]")).ToContainTextAsync("You are signed out. Sign in again in another tab, then run the query again.");

        await using var other = await browser.OpenTabAsync();
        await other.SignInByHandAsync("analyst");
        await run.ClickAsync();
        await Assertions.Expect(page.Locator("#sql-result")).ToContainTextAsync("Rows 1 to 100");
        Assert.Equal("SELECT 1", Assert.Single(_statements.Begun).Sql);

        await other.SignInAsync("auditor");
        await run.ClickAsync();
        await Assertions.Expect(page.Locator("#sql-result [role=alert]")).ToContainTextAsync("You are signed in as auditor now, and this page is analyst's: the query did not run.");
        Assert.Single(_statements.Begun);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on as auditor" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Signed in as auditor" })).ToBeVisibleAsync();
        await Assertions.Expect(Editor(page)).ToHaveTextAsync("SELECT 1");
        await run.ClickAsync();
        await Assertions.Expect(page.Locator("#sql-result")).ToContainTextAsync("Rows 1 to 100");
        Assert.Equal(["SELECT 1", "SELECT 1"], _statements.Begun.Select(statement => statement.Sql));
    }

    [SkippableFact]
    public async Task Page_without_script_runs_a_query_too()
    {
        await using var browser = await OpenAsync("/sql", runsScripts: false);

        await browser.Page.Locator("#query").FillAsync("SELECT 1");
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Assertions.Expect(browser.Page.Locator("#sql-result")).ToContainTextAsync("The first 100 rows");
        await browser.PictureAsync("sql-no-script");
    }

    private static async Task AssertNoObstacleAsync(PortalPage browser)
    {
        var obstacles = await browser.ObstaclesAsync();
        Assert.True(obstacles.Count == 0, string.Join('\n', obstacles));
    }

    // The same page with other colors.
    private static async Task AssertNoObstacleInBothThemesAsync(PortalPage browser, Func<string, string> picture, bool isWhole)
    {
        await browser.PictureAsync(picture("light"), isWhole);
        await AssertNoObstacleAsync(browser);
        Assert.False(await browser.IsWiderThanWindowAsync());

        await browser.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await browser.PictureAsync(picture("dark"), isWhole);
        Assert.Empty(await browser.ColorObstaclesAsync());
        Assert.False(await browser.IsWiderThanWindowAsync());
        await browser.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    private async Task<PortalPage> OpenAsync(string address, int width = 1320, bool runsScripts = true)
    {
        var browser = await chromium.OpenAsync(Portal.Address, width, height: 860, runsScripts: runsScripts);
        await browser.SignInAsync("analyst", address);
        if (runsScripts)
        {
            // Until its script has begun, the page sends its form.
            await Assertions.Expect(Editor(browser.Page)).ToBeVisibleAsync();
        }

        return browser;
    }

    private static ILocator Editor(IPage page) => page.Locator(".cm-content");
}
