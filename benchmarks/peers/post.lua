-- wrk sends each line of a file once: DPoP proof, tab, Authorization header, tab, body ("-" for none of it). It stops before the
-- last 64 lines, which are for what is under way then. With the word "again" behind the file it begins anew.
local requests, at, again, spare = {}, 0, false, 64

function init(args)
  again = args[2] == "again"
  for line in io.lines(args[1]) do
    local proof, authorization, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
    if proof ~= "-" then headers["DPoP"] = proof end
    if authorization ~= "-" then headers["Authorization"] = authorization end
    requests[#requests + 1] = wrk.format("POST", nil, headers, body)
  end
end

function request()
  at = at + 1
  if again then
    if at > #requests then at = 1 end
  elseif at > #requests - spare then
    wrk.thread:stop()
  end
  return requests[math.min(at, #requests)]
end
