using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Tests;

public sealed class InboxTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private string office = "";

    public async ValueTask InitializeAsync()
    {
        for (var i = 1; i <= 25; i++)
        {
            var receipt = await house.SubmitAsync(House.ARequest($"inbox-{i}", House.ABulkyWasteOrder($"{i}")), actor: TestActor.Citizen((byte)i));
            office = (await house.CaseAsync(receipt.Value!.Number)).Office;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<ListInbox.Page> ListAsync(ListInbox.Request request)
    {
        var page = await house.AsAsync<ListInbox, Outcome<ListInbox.Page>>(
            TestActor.Clerk(house.Wuppertal, office), list => list.RunAsync(house.Wuppertal, request, Ct));
        Assert.True(page.Succeeded, page.Refusal?.Code);
        return page.Value;
    }

    [Theory]
    [InlineData(InboxOrder.Due)]
    [InlineData(InboxOrder.Received)]
    internal async Task Pages_by_key_show_every_case_once_in_order(InboxOrder order)
    {
        var all = (await ListAsync(new ListInbox.Request { Order = order, Take = 100 })).Rows.Select(row => row.Number).ToList();
        var seen = new List<string>();
        InboxCursor? after = null;
        do
        {
            var page = await ListAsync(new ListInbox.Request { Order = order, Take = 7, After = after });
            seen.AddRange(page.Rows.Select(row => row.Number));
            after = InboxCursor.Read(page.Next?.ToString());
        }
        while (after is not null);
        Assert.Equal(all, seen);

        // And back again: the same pages from the end.
        var last = await ListAsync(new ListInbox.Request { Order = order, Take = 7, After = await LastCursorAsync(order) });
        var backwards = new List<string>(last.Rows.Select(row => row.Number));
        for (var before = last.Previous; before is not null;)
        {
            var page = await ListAsync(new ListInbox.Request { Order = order, Take = 7, Before = InboxCursor.Read(before.ToString()) });
            backwards.InsertRange(0, page.Rows.Select(row => row.Number).Where(number => !backwards.Contains(number)));
            before = page.Previous;
        }

        Assert.Equal(all, backwards);
        Assert.True(all.Count >= 25);
    }

    private async Task<InboxCursor> LastCursorAsync(InboxOrder order)
    {
        var page = await ListAsync(new ListInbox.Request { Order = order, Take = 21 });
        return page.Next ?? throw new InvalidOperationException("More cases are needed");
    }

    [Theory]
    [InlineData("Musterstraße 17", 1)]
    [InlineData("musterstrasse 1", 11)]
    [InlineData("Beispiel", 25)]
    [InlineData("mira beispiel", 25)]
    [InlineData("Niemand", 0)]
    [InlineData("%", 0)]
    [InlineData("' or 1=1 --", 0)]
    public async Task Search_finds_names_and_addresses_by_their_beginning(string text, int hits) =>
        Assert.Equal(hits, (await ListAsync(new ListInbox.Request { Text = text, Take = 100 })).Rows.Count);

    [Fact]
    public async Task Search_finds_a_number_and_filters_narrow_the_list()
    {
        var first = (await ListAsync(new ListInbox.Request())).Rows[0];
        Assert.Equal(first.Number, Assert.Single((await ListAsync(new ListInbox.Request { Text = first.Number.ToLowerInvariant() })).Rows).Number);
        Assert.Empty((await ListAsync(new ListInbox.Request { Statuses = [CaseStatus.Withdrawn] })).Rows);
        Assert.Empty((await ListAsync(new ListInbox.Request { Service = "bewohnerparkausweis" })).Rows);
        Assert.Empty((await ListAsync(new ListInbox.Request { Offices = ["anderes-amt"] })).Rows);

        var clerk = TestActor.Clerk(house.Wuppertal, office);
        Assert.True((await house.AsAsync<WorkOnCase, Outcome<Case>>(clerk, work => work.TakeAsync(first.Number, first.Version, Ct))).Succeeded);
        Assert.Equal(first.Number, Assert.Single((await ListAsync(new ListInbox.Request { Assignee = InboxAssignee.Me })).Rows).Number);
        Assert.DoesNotContain((await ListAsync(new ListInbox.Request { Assignee = InboxAssignee.Nobody, Take = 100 })).Rows, row => row.Number == first.Number);
        var counts = await house.AsAsync<CountInbox, Outcome<CountInbox.Counts>>(clerk, count => count.RunAsync(house.Wuppertal, Ct));
        Assert.Equal((1, true), (counts.Value!.Mine, counts.Value.Team >= 25));
    }

    [Theory]
    [InlineData("~")]
    [InlineData("2026-11-20~W-2026-0000013")]
    [InlineData("x~y~z")]
    [InlineData(null)]
    public void A_made_up_cursor_is_no_cursor(string? text) => Assert.Null(InboxCursor.Read(text));
}
